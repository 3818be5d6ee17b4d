import Clusters
import Costing
import Formats
import FoundationEssentials

/// A finished plan: what was asked, the workers and their places, how fast they will be, and how good that is.
///
/// A versioned document: the same inputs give the same bytes. Keys of dimensioned values carry their unit.
public struct Plan: Codable, Sendable, Equatable {
  /// "plan/2".
  public var layline: String
  /// The inputs of the plan.
  public var inputs: PlanInputs
  /// Every kind of worker, at least one; a worker of decode is a replica.
  public var workers: [PlannedWorkers]
  /// What all workers do together.
  public var total: PlanTotal
  /// Changes to the inputs that would help most, each found by solving again.
  public var changes: [PlanChange]
  /// What redundant experts are worth: the best layouts with fewer and with more; absent where no expert load was given, or
  /// their number was prescribed.
  public var redundancy: [RedundancyValue]?
  /// The same question with some figures changed, as asked; absent where nothing was asked.
  public var whatIf: [WhatIf]?
  /// The value of one unit more or less of hardware, solved again; absent where not asked for. Rates first.
  public var marginals: [SolvedMarginal]?
  /// The proof of the plan's quality.
  public var certificate: Certificate

  /// The version of the document that this product writes and reads.
  public static let formatVersion = "plan/2"

  public init(
    inputs: PlanInputs, workers: [PlannedWorkers], total: PlanTotal, changes: [PlanChange],
    redundancy: [RedundancyValue]? = nil, certificate: Certificate
  ) {
    layline = Self.formatVersion
    self.inputs = inputs
    self.workers = workers
    self.total = total
    self.changes = changes
    self.redundancy = redundancy
    self.certificate = certificate
  }
}

extension Plan {
  /// Reads a plan that was written before.
  /// - Throws: `Diagnostic` that names the file and key at fault.
  public init(contentsOf path: String) throws {
    try self.init(parsing: InputDocument.bytes(ofFile: path), file: path)
  }

  /// Reads a document like `init(contentsOf:)` from bytes already read; `file` names them.
  public init(parsing data: Data, file: String) throws {
    self = try DocumentReader.read(Plan.self, version: Self.formatVersion, data, file: file)
    for (index, kind) in workers.enumerated() {
      try kind.derivations.check(file: file, key: "workers[\(index)].derivations")
    }
  }
}

extension Plan {
  /// Each kind of worker as a plan of its own.
  public var kinds: [Plan] {
    workers.map { kind in
      var plan = self
      plan.workers = [kind]
      return plan
    }
  }

  /// The division of the work within a worker of the first kind.
  public var layout: PlanLayout {
    get { workers[0].layout }
    set { workers[0].layout = newValue }
  }

  /// The places of the workers of the first kind.
  public var placement: Placement {
    get { workers[0].placement }
    set { workers[0].placement = newValue }
  }

  /// Speed and memory of the first kind.
  public var prediction: Prediction {
    get { workers[0].prediction }
    set { workers[0].prediction = newValue }
  }

  /// The resources that a round of the first kind waits for, longest first.
  public var bottlenecks: [Bottleneck] {
    get { workers[0].bottlenecks }
    set { workers[0].bottlenecks = newValue }
  }

  /// The derivation of every predicted number of the first kind.
  public var derivations: PlanDerivations {
    get { workers[0].derivations }
    set { workers[0].derivations = newValue }
  }
}

extension Plan {
  /// All workers in a line: "TP1 DP72 EP72; 8 replicas of 72 GPUs, 9,792 sequences each; and TP8; 1 replica ...".
  public var sentence: String { workers.map(\.layout.sentence).joined(separator: "; and ") }

  /// TPOT of the workers that take longest.
  public var slowestTimePerOutputToken: Double { workers.reduce(0) { max($0, $1.prediction.timePerOutputToken) } }
}

/// Workers of a plan that are alike.
public struct PlannedWorkers: Codable, Sendable, Equatable {
  /// The division of the work within each, and how many there are.
  public var layout: PlanLayout
  /// Every GPU that they use and every expert.
  public var placement: Placement
  /// Speed and memory.
  public var prediction: Prediction
  /// The resources that the round waits for, longest first.
  public var bottlenecks: [Bottleneck]
  /// The derivation of every predicted number.
  public var derivations: PlanDerivations

  public init(
    layout: PlanLayout, placement: Placement, prediction: Prediction, bottlenecks: [Bottleneck],
    derivations: PlanDerivations
  ) {
    self.layout = layout
    self.placement = placement
    self.prediction = prediction
    self.bottlenecks = bottlenecks
    self.derivations = derivations
  }
}

/// What all workers of a plan do together.
public struct PlanTotal: Codable, Sendable, Equatable {
  /// Output tokens per second.
  public var tokensPerSecond: Double
  /// GPUs that the workers use.
  public var gpus: Int
  /// Available GPUs of all pools that nothing was placed on.
  public var idleGPUs: Int
  /// The cost of the GPUs that are used; absent where a pool in use has no price.
  public var costPerMillionTokens: Double?
  /// The cost of all available GPUs, or of as many as were asked for, idle ones among them; absent where a pool has no
  /// price.
  public var costPerMillionTokensWithIdleGPUs: Double?

  enum CodingKeys: String, CodingKey {
    case tokensPerSecond, gpus, idleGPUs
    case costPerMillionTokens = "costPerMillionTokens_USD"
    case costPerMillionTokensWithIdleGPUs = "costPerMillionTokensWithIdleGPUs_USD"
  }
}

extension PlanTotal {
  /// Output tokens per second of one GPU in use.
  public var tokensPerSecondPerGPU: Double { tokensPerSecond / Double(max(1, gpus)) }

  /// The sums over all workers.
  /// - Parameters:
  ///   - workers: Every kind, in pools of the cluster.
  ///   - cluster: Where.
  ///   - gpuLimit: GPUs that may be used; all where `nil`.
  public init(_ workers: [PlannedWorkers], cluster: Cluster, gpuLimit: Int?) {
    tokensPerSecond = workers.reduce(0) { $0 + $1.prediction.tokensPerSecond }
    gpus = workers.reduce(0) { $0 + $1.placement.gpus.count }
    let available = cluster.pools.reduce(0) { $0 + $1.availableGPUCount }
    idleGPUs = available - gpus
    func price(of workers: PlannedWorkers) -> Double? {
      cluster.pools.first { $0.name == workers.layout.pool }?.price?.value
    }
    let tokens = tokensPerSecond
    func cost(_ dollarsPerSecond: Double) -> Double? {
      tokens > 0 ? Speed.costPerMillionTokens(dollarsPerSecond: dollarsPerSecond, tokensPerSecond: tokens) : nil
    }
    let used = workers.map { kind in price(of: kind).map { $0 * Double(kind.placement.gpus.count) } }
    costPerMillionTokens =
      used.contains(nil) ? nil : cost(used.reduce(0) { $0 + ($1 ?? 0) })
    let prices = cluster.pools.map { $0.price?.value }
    let all = zip(prices, cluster.pools).reduce(0) { $0 + ($1.0 ?? 0) * Double($1.1.availableGPUCount) }
    // Which GPUs a limit leaves out is not known where their prices differ.
    let isLimited = gpuLimit.map { $0 < available } ?? false
    costPerMillionTokensWithIdleGPUs =
      prices.contains(nil) || isLimited && Set(prices).count > 1
      ? nil : cost(all * (isLimited ? Double(gpuLimit ?? 0) / Double(max(1, available)) : 1))
  }
}
