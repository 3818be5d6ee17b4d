import Clusters
import Costing
import Formats
import Models
import Quantities

/// A figure of operators of one layer: a kernel, a collective, or a sum of them that bounds a step.
public struct OperatorFigure: Sendable, Hashable {
  /// The model of the layer.
  public let model: PublishedModel
  /// The format of cache elements; `nil` is that of the checkpoint, else bf16.
  public let cacheFormat: NumberFormat?
  /// A cluster that ships with the product; its first pool is meant.
  public let cluster: String
  /// "default" or "ideal".
  public let calibration: String
  /// Copies of a token that the kernel sends; `nil` is the calibration's.
  public let copies: Calibration.DispatchCopies?
  /// The division of the work among the GPUs.
  public let group: WorkerGroup
  /// Tokens, of as many sequences, on each data-parallel rank.
  public let tokensPerRank: Int
  /// KV tokens of a sequence.
  public let context: Int
  /// Names of operators of the last kind of layer, which are added up: "dispatch", "attention".
  public let operators: [String]
  /// The number of runs in the published time: the layers of a step.
  public let runs: Double

  /// Experts get equal shares: kernels are measured with random or balanced routing.
  func predicted() throws -> Double {
    let costs = try CostModel(
      model: model.architecture(), cluster: ClusterReference(cluster).read(), poolIndex: 0,
      workload: Workload(context: context, cacheFormat: cacheFormat),
      calibration: .shipped(calibration, copies: copies),
      imbalance: .balanced(file: "balanced"))
    let layer = costs.layerCost(
      kind: costs.kinds.count - 1, layout: layout(gpusPerDomain: costs.pool.gpusPerDomain),
      microBatch: tokensPerRank * group.dataParallel)
    return try operators.reduce(0) { sum, name in
      guard let cost = layer.operators.first(where: { $0.name == name }) else {
        throw Diagnostic(
          id: .publishedConfiguration, file: "published", key: "operators", found: "\"\(name)\"",
          expected: "one of \(layer.operators.map(\.name).joined(separator: ", "))")
      }
      return sum + cost.time.value
    } * runs
  }

  private func layout(gpusPerDomain: Int) -> StageLayout {
    let inDomain = min(group.gpusPerStage, gpusPerDomain)
    return StageLayout(
      domains: group.gpusPerStage / inDomain, gpusPerDomain: inDomain, tensorParallel: group.tensorParallel,
      expertTensorParallel: group.expertTensorParallel)
  }
}

/// A figure of the memory of one GPU of a worker.
public struct MemoryFigure: Sendable, Hashable {
  /// The published property of the GPU.
  public enum Property: String, Sendable, Hashable, CaseIterable {
    /// Bytes of weights, experts included.
    case weightsPerGPU
    /// Cache bytes that a token adds.
    case cacheBytesPerTokenPerGPU
  }

  /// The published property.
  public let property: Property
  /// The model.
  public let model: PublishedModel
  /// The format of cache elements; `nil` is that of the checkpoint, else bf16.
  public let cacheFormat: NumberFormat?
  /// An accelerator of the catalogue.
  public let accelerator: String
  /// The division of the work among the GPUs of the worker.
  public let group: WorkerGroup

  /// The tokens over which the cache is averaged, so many that constant parts do not matter.
  private static let context = 1 << 20

  func predicted() throws -> Double {
    let costs = try CostModel(
      model: model.architecture(), cluster: OneDomain.cluster(of: accelerator, gpus: group.gpusPerStage),
      poolIndex: 0, workload: Workload(context: Self.context, cacheFormat: cacheFormat),
      calibration: .shipped("default"))
    let memory = costs.cost(of: OneDomain.replica(of: costs, group: group, sequencesPerRank: 1)).stages[0].memory
    switch property {
    case .weightsPerGPU: return memory.weights.value + memory.experts.value * redundancy(costs)
    case .cacheBytesPerTokenPerGPU: return memory.cache.value / Double(Self.context)
    }
  }

  /// Experts on the fullest GPU with redundant copies over those without.
  private func redundancy(_ costs: CostModel) -> Double {
    guard group.redundantExperts > 0, let mixture = costs.kinds.compactMap(\.feedForward.mixture).first else {
      return 1
    }
    let slots = { (experts: Int) in (experts + group.expertParallel - 1) / group.expertParallel }
    return Double(slots(mixture.expertCount + group.redundantExperts)) / Double(slots(mixture.expertCount))
  }
}
