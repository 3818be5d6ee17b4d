@testable import Experts
import Costing
import Foundation
import Models
import Planning
import Plans
import Quantities

/// Requests with expert loads for a tiny model: three layers with 8 experts and a dense one.
enum TinyLoad {
  static let model = TinyModel.model(layers: [1, 2, 1, 0].map { TinyModel.kinds[$0] })

  /// Copies with room for them, and enough sequences for experts to matter.
  static func copied(_ redundancy: ExpertRedundancy) throws -> PlanRequest {
    try request(
      skewed(), unavailable: [], memory: 40, goal: Goal(objective: .latency, batch: 4096), redundancy: redundancy)
  }

  /// Expert e of every layer has tokens in proportion to 1/(e + 1).
  static func skewed() throws -> ExpertLoad { try load { 100_000 / Double($0 + 1) } }

  static func load(_ tokens: (Int) -> Double) throws -> ExpertLoad { try load { _, expert in tokens(expert) } }

  /// - Parameter tokens: Of a layer and an expert.
  static func load(_ tokens: (Int, Int) -> Double) throws -> ExpertLoad {
    let rows = model.layers.map { layer in
      (0..<(layer.kind.feedForward.mixture?.expertCount ?? 0)).map { tokens(layer.index, $0) }
    }
    let data = try JSONSerialization.data(withJSONObject: ["logical_count": rows])
    return try ExpertLoad(parsing: data, file: "load.json", model: model)
  }

  /// Eight GPUs in two nodes, some of them down.
  /// - Parameter memory: HBM of a GPU as a share of the model's weights.
  static func request(
    _ load: ExpertLoad?, unavailable: [Int] = [7], memory: Double = 0.4, goal: Goal? = nil,
    redundancy: ExpertRedundancy = .automatic
  ) throws -> PlanRequest {
    var cluster = TinyCluster()
    cluster.memory = Bytes(memory * model.bytes)
    cluster.unavailable = unavailable
    var request = try TinyRequest.make(
      model, cluster.cluster(), context: 2048, calibration: "ideal",
      goal: goal ?? Goal(objective: .latency, batch: 6), load: load)
    request.redundancy = redundancy
    return request
  }
}
