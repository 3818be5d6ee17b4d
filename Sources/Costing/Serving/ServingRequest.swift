import Clusters
import Models
import Quantities

/// A deployment under its traffic: everything that a prediction of serving reads.
public struct ServingRequest: Sendable {
  /// What is served.
  public var model: ModelArchitecture
  /// Where.
  public var cluster: Cluster
  /// Index of the pool that decodes, and does everything where the deployment is aggregated.
  public var poolIndex: Int
  /// Index of the pool that does prefill, where that is apart.
  public var prefillPoolIndex: Int
  /// Who does prefill and who decode.
  public var deployment: Deployment
  /// What is asked of it.
  public var traffic: Traffic
  /// How cache elements are stored; `nil` takes what the checkpoint asks for, else bf16.
  public var cacheFormat: NumberFormat?
  /// Multi-token prediction or a draft.
  public var speculation: Speculation?
  /// Whether two half batches overlap communication with computing.
  public var overlapsTwoBatches: Bool
  /// What the deployment was started with.
  public var scheduler: SchedulerSettings
  /// The serving runtime, "vllm"; `nil` takes the calibration's figures for any.
  public var runtime: String?
  /// Achieved efficiencies and overheads.
  public var calibration: Calibration
  /// From expert loads, or `.calibrated`.
  public var imbalance: ExpertImbalance

  public init(
    model: ModelArchitecture, cluster: Cluster, poolIndex: Int = 0, prefillPoolIndex: Int? = nil,
    deployment: Deployment, traffic: Traffic, cacheFormat: NumberFormat? = nil, speculation: Speculation? = nil,
    overlapsTwoBatches: Bool = false, scheduler: SchedulerSettings = SchedulerSettings(), runtime: String? = nil,
    calibration: Calibration,
    imbalance: ExpertImbalance = .calibrated
  ) {
    self.model = model
    self.cluster = cluster
    self.poolIndex = poolIndex
    self.prefillPoolIndex = prefillPoolIndex ?? poolIndex
    self.deployment = deployment
    self.traffic = traffic
    self.cacheFormat = cacheFormat
    self.speculation = speculation
    self.overlapsTwoBatches = overlapsTwoBatches
    self.scheduler = scheduler
    self.runtime = runtime
    self.calibration = calibration
    self.imbalance = imbalance
  }
}

extension ServingRequest {
  /// Dollars per second of all GPUs of the deployment; `nil` where a pool has no price.
  public var dollarsPerSecond: Double? {
    func price(_ group: WorkerGroup, _ poolIndex: Int) -> Double? {
      cluster.pools[poolIndex].price.map { Double(group.gpus) * $0.value }
    }
    switch deployment {
    case .aggregated(let group), .decodeOnly(let group): return price(group, poolIndex)
    case .prefillOnly(let group): return price(group, prefillPoolIndex)
    case .disaggregated(let prefill, let decode):
      return price(prefill, prefillPoolIndex).flatMap { first in price(decode, poolIndex).map { first + $0 } }
    }
  }
}

/// The time of one step of a worker and what it waits for.
public struct StepCost: Sendable {
  /// From the first operator to the last.
  public let time: Explained<Time>
  private let operators: [(count: Int, cost: OperatorCost)]

  init(_ operators: [(count: Int, cost: OperatorCost)], name: String) {
    time = Self.sum(operators).named(name)
    self.operators = operators
  }

  /// Two half batches one after the other, but for the share of the shorter of computing and communicating that each
  /// hides behind the other's: 2 · (C + M) − 2 · share · min(C, M). Weights are read twice.
  init(overlapping half: [(count: Int, cost: OperatorCost)], share: Explained<Scalar>) {
    let communication = half.filter { $0.cost.isAllToAll }
    let computing = Self.sum(half.filter { !$0.cost.isAllToAll }).named("computing of a half batch")
    let communicating = Self.sum(communication).named("communication of a half batch")
    let hidden = share * Explained.minimum([computing, communicating])
    time = (2 * (computing + communicating - hidden)).named("step of two overlapping half batches")
    operators = half.map { (count: 2 * $0.count, cost: $0.cost) }
  }

  private static func sum(_ operators: [(count: Int, cost: OperatorCost)]) -> Explained<Time> {
    .sum(
      operators.map { operation in
        operation.count == 1
          ? operation.cost.time
          : Recorder(isRecording: operation.cost.time.derivation != nil).layout("times in a step", operation.count)
            * operation.cost.time
      })
  }

  /// Seconds that each resource is waited for; where half batches overlap, before anything is hidden.
  public var waiting: [Resource: Double] {
    var waiting: [Resource: Double] = [:]
    for resource in Resource.allCases {
      waiting[resource] = operators.reduce(0) { $0 + Double($1.count) * $1.cost.waiting(for: resource) }
    }
    return waiting
  }

  /// Seconds that each resource could work longer without being waited for.
  public var slack: [Resource: Double] {
    operators.reduce(into: [:]) { slack, operation in
      for resource in [Resource.hbm, .compute] {
        slack[resource, default: 0] += Double(operation.count) * operation.cost.slack(of: resource)
      }
    }
  }

  /// The resource that most of the step waits for; the first in the order of declaration where two are equal.
  public var boundBy: Resource {
    let waiting = waiting
    return Resource.allCases.reduce(.hbm) { (waiting[$1] ?? 0) > (waiting[$0] ?? 0) ? $1 : $0 }
  }
}

extension OperatorCost {
  /// Whether the operator sends tokens to their experts or results back, or waits for those that do.
  fileprivate var isAllToAll: Bool { ["dispatch", "combine", LayerOperators.exchangeWait].contains(name) }
}
