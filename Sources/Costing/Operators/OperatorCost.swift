import Quantities

/// The time of one operator of a layer. Reading and multiplying overlap, so the longer counts; a transfer and fixed
/// costs come on top.
public struct OperatorCost: Sendable {
  /// "attention", "routed experts", "dispatch".
  public let name: String
  /// Time of its reads from HBM.
  public let memory: Explained<Time>?
  /// Time of its products.
  public let compute: Explained<Time>?
  /// The part of `memory` that no product hides, as these wait for it.
  public let exposedReads: Explained<Time>?
  /// Time of the bytes that it sends, and over which links.
  public let transfer: Explained<Time>?
  /// `.scaleUp` or `.scaleOut`, where there is a transfer.
  public let transferResource: Resource
  /// Bytes that the GPU which sends most sends across each network level, scale-up first; empty where there is no
  /// transfer. What crosses a tier counts at all tiers below it too.
  public let sent: [Double]
  /// What no bandwidth removes.
  public let fixed: Explained<Time>?
  /// max(memory, compute + exposed reads) + transfer + fixed.
  public let time: Explained<Time>

  init(
    name: String, memory: Explained<Time>? = nil, compute: Explained<Time>? = nil,
    exposedReads: Explained<Time>? = nil, transfer: Explained<Time>? = nil, over transferResource: Resource = .scaleUp,
    sent: [Double] = [], fixed: Explained<Time>? = nil
  ) {
    self.name = name
    self.memory = memory
    self.compute = compute
    self.exposedReads = exposedReads
    self.transfer = transfer
    self.transferResource = transferResource
    self.sent = sent
    self.fixed = fixed
    var parts: [Explained<Time>] = []
    switch (memory, compute) {
    case (let memory?, let compute?):
      parts.append(Explained.maximum([memory, exposedReads.map { compute + $0 } ?? compute]))
    case (let single?, nil), (nil, let single?): parts.append(single)
    case (nil, nil): break
    }
    if let transfer { parts.append(transfer) }
    if let fixed { parts.append(fixed) }
    time = (parts.count == 1 ? parts[0] : Explained.sum(parts)).named(name)
  }

  /// The same operator under a longer name.
  func prefixed(_ prefix: String) -> OperatorCost {
    OperatorCost(
      name: prefix + name, memory: memory, compute: compute, exposedReads: exposedReads, transfer: transfer,
      over: transferResource,
      sent: sent, fixed: fixed)
  }

  /// The part of `time` that a resource is waited for, in seconds; over all resources they add up to `time`.
  public func waiting(for resource: Resource) -> Double {
    let isMemoryBound = lead <= 0
    switch resource {
    case .hbm: return (isMemoryBound ? memory : exposedReads)?.value ?? 0
    case .compute: return isMemoryBound ? 0 : compute?.value ?? 0
    case .scaleUp, .scaleOut: return resource == transferResource ? transfer?.value ?? 0 : 0
    case .overhead: return fixed?.value ?? 0
    }
  }

  /// By how much products with the reads that they wait for take longer than all reads, in seconds.
  private var lead: Double { (compute?.value ?? 0) + (exposedReads?.value ?? 0) - (memory?.value ?? 0) }

  /// The time that a resource could work longer without being waited for, in seconds.
  public func slack(of resource: Resource) -> Double {
    switch resource {
    case .hbm: memory != nil ? max(0, lead) : 0
    case .compute: compute != nil ? max(0, -lead) : 0
    default: 0
    }
  }

  /// The time that a resource works, whether or not anything waits for it, in seconds.
  public func busy(_ resource: Resource) -> Double {
    switch resource {
    case .hbm: memory?.value ?? 0
    case .compute: compute?.value ?? 0
    default: waiting(for: resource)
    }
  }
}

/// Matrix products that every token of a rank passes: projections, dense feed-forward, shared experts, LM head.
enum DenseOperator {
  /// memory = weights / (η_hbm · BW); compute = Σ FLOP per token · tokens / (η · peak) over formats.
  /// - Parameter tokens: On the rank.
  static func cost(
    _ name: String, weights: Weights, tokens: Explained<Scalar>, tensorParallel: Explained<Scalar>,
    _ figures: HardwareFigures
  ) -> OperatorCost {
    let read = weights.bytes(tensorParallel: tensorParallel)
    return OperatorCost(
      name: name, memory: (read / (figures.memoryBandwidth * figures.denseWeights)).named("\(name): weight reads"),
      compute: weights.computeTime(tokens: tokens, tensorParallel: tensorParallel, figures).named("\(name): products"))
  }
}

/// What the experts of a layer cost in a step of even load, by the unit of each resource: times of the layer's operators
/// divided by what they work on.
public struct ExpertUnitCosts: Sendable, Equatable {
  /// Of all GPUs together in the step.
  public let tokens: Double
  /// Seconds of products for a token at one of its experts, the reads that they wait for included.
  public let perToken: Double
  /// Seconds of HBM for a copy of an expert that a GPU holds; less than a whole read where not every copy is hit.
  public let perExpert: Double
  /// Seconds of a GPU's scale-up links for a token that comes to it and returns.
  public let perArrival: Double
  /// Seconds of one GPU's NIC for a token that enters its domain and returns.
  public let perCopy: Double
}

extension LayerOperators {
  /// `nil` for a layer without experts.
  func expertUnits(_ step: StepShape, network: Network, _ figures: HardwareFigures) -> ExpertUnitCosts? {
    guard let experts, let allToAll else { return nil }
    let routed = experts.cost(step, figures)
    let held = experts.local(
      redundant: step.layout.redundantExperts, among: step.expertParallel, recorder: figures.recorder)
    let ways = [travelling.dispatch, travelling.combine].map {
      allToAll.copyTimes(bytesPerElement: $0, layout: step.layout, network: network, figures)
    }
    return ExpertUnitCosts(
      tokens: step.tokens.value,
      perToken: ((routed.compute?.value ?? 0) + (routed.exposedReads?.value ?? 0)) / experts.arriving(step).value,
      perExpert: (routed.memory?.value ?? 0) / held.value, perArrival: ways.reduce(0) { $0 + $1.scaleUp.value },
      perCopy: ways.reduce(0) { $0 + $1.scaleOut.value })
  }
}

/// The time of one layer: its operators one after the other, each bound by the longer of reading and multiplying.
public struct LayerCost: Sendable {
  /// In the order of execution.
  public let operators: [OperatorCost]
  /// Their sum.
  public let time: Explained<Time>

  init(operators: [OperatorCost], name: @autoclosure () -> String) {
    self.operators = operators
    time = Explained.sum(operators.map(\.time)).named(name())
  }
}

/// What a step can be waiting for.
public enum Resource: String, Sendable, Hashable, CaseIterable, Codable {
  /// Reading weights and caches.
  case hbm
  /// Matrix products and attention scores.
  case compute
  /// Bytes inside scale-up domains.
  case scaleUp
  /// Bytes between scale-up domains.
  case scaleOut
  /// Launches, norms, routing, latencies: what no bandwidth removes.
  case overhead
}

extension Resource {
  /// In a sentence about what is waited for: "scale-out network".
  public var title: String {
    switch self {
    case .hbm: "HBM reads"
    case .compute: "compute"
    case .scaleUp: "scale-up network"
    case .scaleOut: "scale-out network"
    case .overhead: "fixed overhead"
    }
  }

  /// Where there is little room: "scale-out".
  public var shortTitle: String {
    switch self {
    case .hbm: "HBM"
    case .compute: "compute"
    case .scaleUp: "scale-up"
    case .scaleOut: "scale-out"
    case .overhead: "overhead"
    }
  }

  /// The title of a resource that a document names; the name itself where it is none of these.
  public static func title(of name: String) -> String { Resource(rawValue: name)?.title ?? name }

  /// The short title of a resource that a document names; the name itself where it is none of these.
  public static func shortTitle(of name: String) -> String { Resource(rawValue: name)?.shortTitle ?? name }
}
