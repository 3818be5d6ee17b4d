import Experts
import Plans

/// One process group that serves a model: a replica of a plan, or a worker of a plan of a whole cluster.
public struct LaunchedWorker: Sendable, Equatable {
  /// "replica-0", "prefill-1"; no other worker of the deployment has it.
  public let name: String
  /// Whether it serves prompts, generates tokens, or both.
  public let role: WorkerRole
  /// What it serves.
  public let model: LaunchedModel
  /// In the order that tokens pass them.
  public let stages: [LaunchedStage]
  /// In the order of ranks: rank r is GPU r of all nodes' GPUs in turn.
  public let nodes: [LaunchedNode]
  /// Tokens that a sequence holds at most; `nil` where no lengths are known.
  public let contextLength: Int?
  /// Sequences in flight at most; `nil` where nothing is said.
  public let sequences: Int?
  /// m: micro-batches in flight.
  public let microBatches: Int
  /// The experts of each layer of the model; `nil` for a model without experts, or where a worker was only rated.
  public let experts: ExpertLocations?
  /// Tokens of each expert by layer, where a load was given.
  public let expertTokens: [[Double]]?

  /// The scale-up domain that it lies in; `nil` where it lies in several.
  public internal(set) var domain: String?
  /// The lowest group of switches that it lies in: "leaf-3"; `nil` where it lies in several, or there are none.
  public internal(set) var leaf: String?
  /// What its ports lie above the usual ones: 0, but for workers whose first machine is the first of others too.
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
