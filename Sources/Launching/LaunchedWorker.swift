import Experts
import Plans

/// One process group that serves a model: a replica of a plan, or a worker of a cluster plan.
public struct LaunchedWorker: Sendable, Equatable {
  /// "replica-0", "prefill-1"; no other worker of the deployment has it.
  public let name: String
  /// Whether it serves prompts, generates tokens, or both.
  public let role: WorkerRole
  /// The model served.
  public let model: LaunchedModel
  /// The pipeline stages, in the order of layers.
  public let stages: [LaunchedStage]
  /// The nodes in the order of ranks: rank r is GPU r of the concatenated GPUs of all nodes.
  public let nodes: [LaunchedNode]
  /// Tokens that a sequence holds at most; `nil` where no lengths are known.
  public let contextLength: Int?
  /// The largest number of sequences in flight; `nil` where unknown.
  public let sequences: Int?
  /// m: micro-batches in flight.
  public let microBatches: Int
  /// The experts of each layer of the model; `nil` for a model without experts, or where a worker was only rated.
  public let experts: ExpertLocations?
  /// Tokens of each expert by layer, where a load was given.
  public let expertTokens: [[Double]]?

  /// The scale-up domain of the worker; `nil` where it spans several.
  public internal(set) var domain: String?
  /// The lowest switch group of the worker: "leaf-3"; `nil` where it spans several, or there are none.
  public internal(set) var leaf: String?
  /// The offset added to the usual ports: 0, except for workers that share their first machine with others.
  public internal(set) var portOffset = 0

  public init(
    name: String, role: WorkerRole, model: LaunchedModel, stages: [LaunchedStage], nodes: [LaunchedNode],
    contextLength: Int?, sequences: Int?, microBatches: Int, experts: ExpertLocations?,
    expertTokens: [[Double]]? = nil
  ) {
    self.name = name
    self.role = role
    self.model = model
    self.stages = stages
    self.nodes = nodes
    self.contextLength = contextLength
    self.sequences = sequences
    self.microBatches = microBatches
    self.experts = experts
    self.expertTokens = expertTokens
  }

  /// GPUs of the worker.
  public var gpus: Int { nodes.reduce(0) { $0 + $1.gpus.count } }
  /// GPUs that it takes of each machine; `nil` where machines differ.
  public var gpusPerNode: Int? {
    let counts = Set(nodes.map(\.gpus.count))
    return counts.count == 1 ? counts.first : nil
  }
  /// The degrees that all stages have, with the layers of the first; `nil` where stages differ.
  public var evenStage: LaunchedStage? {
    guard let first = stages.first else { return nil }
    let isEven = stages.allSatisfy {
      ($0.tensorParallel, $0.dataParallel, $0.expertParallel) == (
        first.tensorParallel, first.dataParallel, first.expertParallel
      )
        && $0.redundantExperts == first.redundantExperts
    }
    return isEven ? first : nil
  }
}
