import Clusters
import Costing
import Foundation
import Models
import Planning
import Plans
import Quantities

/// A small request that a seed stands for.
struct TinyInstance {
  let request: PlanRequest

  init(seed: UInt64, objective: Objective) throws {
    var random = SplitMix(seed: seed)
    let layerCount = Int.random(in: 3...4, using: &random)
    let kinds = (0..<layerCount).map { _ in TinyModel.kinds.randomElement(using: &random) ?? TinyModel.kinds[0] }
    let model = TinyModel.model(layers: kinds, tiesEmbeddings: Bool.random(using: &random))
    let calibration = Bool.random(using: &random) ? "default" : "ideal"
    let weights = model.bytes
    var cluster = TinyCluster()
    cluster.memory = Self.memory(holding: weights * Double.random(in: 0.2...1.3, using: &random), calibration)
    cluster.scaleOut = [Bandwidth([5e9, 50e9, 400e9].randomElement(using: &random) ?? 50e9)]
    cluster.unavailable = [[], [], [0], [3, 7], [1, 2, 6]].randomElement(using: &random) ?? []
    cluster.price = Bool.random(using: &random) ? GPUPrice(2.0 / 3600) : nil
    // One sequence fills a tenth to a half of what the weights do.
    let perToken = kinds.reduce(0.0) { $0 + 2 * $1.mixer.cache.elementsPerToken }
    let context = Int(weights * Double.random(in: 0.1...0.5, using: &random) / perToken)
    request = try TinyRequest.make(
      model, cluster.cluster(), context: max(1, context), calibration: calibration,
      goal: Self.goal(objective, &random))
  }

  /// Of so small a memory 0.92 can be used, of which 0.115 of the whole are reserved; 12.4 MB are spared.
  private static func memory(holding bytes: Double, _ calibration: String) -> Bytes {
    calibration == "ideal" ? Bytes(bytes) : Bytes((bytes + 12.4e6) / (0.92 - 0.115))
  }

  private static func goal(_ objective: Objective, _ random: inout SplitMix) throws -> Goal {
    let hasBatch = objective == .latency || Int.random(in: 0..<3, using: &random) == 0
    let target = [nil, 0.3e-3, 1e-3, 5e-3].randomElement(using: &random) ?? nil
    return try Goal(
      objective: objective, timePerOutputToken: target.map { Seconds($0) },
      batch: hasBatch ? Int.random(in: 1...9, using: &random) : nil,
      tokensPerSecond: objective == .gpus ? Double.random(in: 100...8000, using: &random) : nil,
      gpuLimit: [nil, nil, 5, 7].randomElement(using: &random) ?? nil, tolerance: 0.002)
  }
}

extension ModelArchitecture {
  /// Weights of all parts.
  var bytes: Double {
    let tensors = embedding + output + layers.flatMap(\.kind.tensorsBesideExperts)
    let experts = layers.compactMap { $0.kind.feedForward.mixture }.reduce(0.0) { sum, mixture in
      sum + Double(mixture.expertCount) * mixture.expertTensors.reduce(0) { $0 + $1.bytes.value }
    }
    return tensors.reduce(experts) { $0 + $1.bytes.value }
  }
}
