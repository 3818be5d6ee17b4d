import Costing

/// The best layout of a kind with what it reaches.
public struct FoundLayout: Codable, Sendable, Equatable {
  /// The division of the work within a replica, and the number of replicas.
  public var layout: PlanLayout
  /// The speed.
  public var speed: ComparedSpeed
  /// HBM of the fullest GPU of the stage that has least left.
  public var memory: MemoryPrediction
  /// The time of a round on the average GPU by resource; adds up to the round.
  public var times: [ResourceTime]
  /// Share of a round in which the average GPU has nothing to do.
  public var bubble: Double
  /// Each hop between stages, and the return; empty for one stage.
  public var hops: [HopPrediction]
  /// Bytes that cross each network level, scale-up first.
  public var traffic: [LevelTraffic]
  /// TTFT where prefill runs on the same GPUs; absent where lengths of prompts were not given or the layout cannot be
  /// expressed as a deployment.
  public var serving: ComparedServing?
  /// The reason why there is no TTFT; absent where there is one.
  public var servingObstacle: String?
  /// The proof of the layout's quality among its kind.
  public var certificate: Certificate

  public init(
    layout: PlanLayout, speed: ComparedSpeed, memory: MemoryPrediction, times: [ResourceTime], bubble: Double,
    hops: [HopPrediction], traffic: [LevelTraffic], serving: ComparedServing?, servingObstacle: String?,
    certificate: Certificate
  ) {
    self.layout = layout
    self.speed = speed
    self.memory = memory
    self.times = times
    self.bubble = bubble
    self.hops = hops
    self.traffic = traffic
    self.serving = serving
    self.servingObstacle = servingObstacle
    self.certificate = certificate
  }

  /// Sequences in flight for each GPU of a replica.
  public var sequencesPerGPU: Double { Double(layout.sequencesPerReplica) / Double(layout.gpusPerReplica) }
}

extension FoundLayout {
  /// The record of a plan and the cost of its replica.
  /// - Parameters:
  ///   - plan: The plan of the best layout of a kind, whose replicas are alike or the first kind of which is described.
  ///   - cost: The cost of its replica.
  ///   - levelNames: The names of the levels of the network, scale-up first.
  public init(_ plan: Plan, cost: ReplicaCost, levelNames: [String]) {
    let memories = plan.prediction.stages.map(\.memory)
    let shares = RoundShares(cost)
    var speed = ComparedSpeed(plan.prediction)
    speed.tokensPerSecond = plan.total.tokensPerSecond
    self.init(
      layout: plan.layout, speed: speed,
      memory: memories.min { $0.free < $1.free } ?? memories[0], times: shares.times, bubble: shares.bubble,
      hops: plan.prediction.hops,
      traffic: LevelTraffic.all(of: cost, names: levelNames), serving: nil,
      servingObstacle: nil, certificate: plan.certificate)
  }
}

extension LevelTraffic {
  /// The bytes that a replica sends over each level, scale-up first.
  /// - Parameters:
  ///   - cost: The cost of the replica.
  ///   - names: The names of the levels of its pool.
  public static func all(of cost: ReplicaCost, names: [String]) -> [LevelTraffic] {
    let shares = RoundShares(cost)
    return names.enumerated().map { shares.traffic(level: $0.offset, name: $0.element) }
  }
}

/// A round as the average GPU of a replica sees it: each stage works on m micro-batches, and waits for the rest.
private struct RoundShares {
  private let cost: ReplicaCost
  private let gpus: Double
  private let microBatches: Double
  private let sequences: Double

  init(_ cost: ReplicaCost) {
    self.cost = cost
    gpus = Double(cost.layout.gpus)
    microBatches = Double(cost.layout.microBatches)
    sequences = Double(cost.layout.sequences)
  }

  var times: [ResourceTime] {
    let working = Resource.allCases.map { resource in
      (
        name: resource.rawValue,
        time: mean { stage in
          microBatches * stage.operators.reduce(0) { $0 + ($1.waiting[resource] ?? 0) }
        }
      )
    }
    return (working + [(name: "bubble", time: bubble * cost.round.time.value)]).map { name, time in
      ResourceTime(resource: name, time: time, perToken: time * gpus / sequences)
    }
  }

  var bubble: Double {
    mean { max(0, 1 - microBatches * $0.time.value / cost.round.time.value) }
  }

  /// A hop counts for the stage that it leads into.
  func traffic(level: Int, name: String) -> LevelTraffic {
    var sent = cost.stages.map { stage in
      stage.operators.reduce(0) { $0 + Self.bytes($1.sent, level) }
    }
    for (index, hop) in cost.hops.dropLast().enumerated() { sent[index + 1] += Self.bytes(hop.sent, level) }
    let all = zip(sent, cost.stages).reduce(0) { $0 + $1.0 * Double($1.1.assignment.layout.gpus) }
    return LevelTraffic(
      level: name, perGPUAndRound: microBatches * (sent.max() ?? 0), perToken: microBatches * all / sequences)
  }

  private static func bytes(_ sent: [Double], _ level: Int) -> Double { level < sent.count ? sent[level] : 0 }

  /// Over the GPUs of the replica.
  private func mean(_ figure: (StageCost) -> Double) -> Double {
    cost.stages.reduce(0) { $0 + Double($1.assignment.layout.gpus) * figure($1) } / gpus
  }
}
