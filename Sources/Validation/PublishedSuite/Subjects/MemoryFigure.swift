import Costing
import Models
import Quantities
import Topology

/// A figure of what lies on one GPU of a worker.
public struct MemoryFigure: Sendable, Hashable {
  /// What was published of the GPU.
  public enum Property: String, Sendable, Hashable, CaseIterable {
    /// Bytes of weights, experts included.
    case weightsPerGPU
    /// Cache bytes that a token adds.
    case cacheBytesPerTokenPerGPU
  }

  /// What was published.
  public let property: Property
  /// Of which model.
  public let model: PublishedModel
  /// How cache elements are stored; `nil` is what the checkpoint asks for, else bf16.
  public let cacheFormat: NumberFormat?
  /// An accelerator of the catalogue.
  public let accelerator: String
  /// How the GPUs of the worker divide the work.
  public let group: WorkerGroup

  /// Tokens over which the cache is averaged, so that nothing but what grows counts.
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
