import Quantities

/// Time and memory of a replica: its stages, its round, and what follows for a user.
public struct ReplicaCost: Sendable {
  /// What was costed.
  public let layout: ReplicaLayout
  /// In the order that tokens pass them.
  public let stages: [StageCost]
  /// The hops into each stage but the first, then the return.
  public let hops: [OperatorCost]
  /// The time in which every sequence in flight gains one token.
  public let round: Round
  /// TPOT = R / tokens a step; without speculation a step gives one token.
  public let timePerOutputToken: Explained<Time>
  /// m · b / R, tokens per second.
  public let tokensPerSecond: Explained<Scalar>

  /// Whether every stage fits its HBM.
  public var fits: Bool { stages.allSatisfy(\.memory.fits) }
}

extension CostModel {
  /// Costs a replica.
  public func cost(of layout: ReplicaLayout) -> ReplicaCost {
    let stages = layout.stages.indices.map { stageCost($0, of: layout) }
    let hops = hopCosts(of: layout)
    let round = round(stages.map(\.time), hops, layout)
    let sequences = recorder.layout("sequences in flight", layout.sequences)
    let oneSecond = Explained(Quantity<Time>(1))
    return ReplicaCost(
      layout: layout, stages: stages, hops: hops, round: round,
      timePerOutputToken: round.time.named("time per output token"),
      tokensPerSecond: (sequences / (round.time / oneSecond)).named("tokens per second of a replica"))
  }

  /// The round of a replica alone, without memory and breakdown: what a search needs.
  public func round(of layout: ReplicaLayout) -> Round {
    round(layout.stages.indices.map { stageTime($0, of: layout).time }, hopCosts(of: layout), layout)
  }

  private func round(_ times: [Explained<Time>], _ hops: [OperatorCost], _ layout: ReplicaLayout) -> Round {
    Round(stageTimes: times, hops: hops.map(\.time), microBatches: layout.microBatches, recorder: recorder)
  }

  private func hopCosts(of layout: ReplicaLayout) -> [OperatorCost] {
    guard layout.stages.count > 1, layout.hopLevels.count == layout.stages.count else { return [] }
    let hops = zip(layout.stages.dropFirst(), layout.hopLevels).map { stage, level in
      hopCost(into: stage.layout, microBatch: layout.microBatch, level: level)
    }
    return hops + [tokenReturnCost(level: layout.hopLevels[layout.stages.count - 1])]
  }

  /// T_s and the operators that make it up, with how often each runs.
  private func stageTime(
    _ index: Int, of layout: ReplicaLayout
  ) -> (time: Explained<Time>, operators: [(count: Int, cost: OperatorCost)]) {
    let stage = layout.stages[index]
    let layers = kindCounts(stage.layers).map { kind, count in
      (count: count, cost: layerCost(kind: kind, layout: stage.layout, microBatch: layout.microBatch))
    }
    var extras = [stepOverhead()].filter { $0.time.value > 0 }
    if index == layout.stages.count - 1 {
      extras.append(headCost(layout: stage.layout, microBatch: layout.microBatch))
    }
    let parts = layers.map { recorder.layout("layers", $0.count) * $0.cost.time } + extras.map(\.time)
    let operators = layers.flatMap { layer in layer.cost.operators.map { (count: layer.count, cost: $0) } }
    return (Explained.sum(parts).named("stage \(index)"), operators + extras.map { (count: 1, cost: $0) })
  }

  private func stageCost(_ index: Int, of layout: ReplicaLayout) -> StageCost {
    let (time, operators) = stageTime(index, of: layout)
    let stage = layout.stages[index]
    return StageCost(
      assignment: stage, time: time,
      memory: memoryUse(index, of: layout, counts: kindCounts(stage.layers)), operators: Self.totals(operators))
  }

  /// Layers of each kind, in the order of kinds.
  private func kindCounts(_ layers: Range<Int>) -> [(kind: Int, count: Int)] {
    var counts = [Int](repeating: 0, count: kinds.count)
    for layer in layers { counts[kindOfLayer[layer]] += 1 }
    return counts.enumerated().filter { $0.element > 0 }.map { (kind: $0.offset, count: $0.element) }
  }

  private static func totals(_ costs: [(count: Int, cost: OperatorCost)]) -> [OperatorTotal] {
    var names: [String] = []
    for (_, cost) in costs where !names.contains(cost.name) { names.append(cost.name) }
    return names.map { name in OperatorTotal(name: name, costs: costs.filter { $0.cost.name == name }) }
  }

  private func memoryUse(_ index: Int, of layout: ReplicaLayout, counts: [(kind: Int, count: Int)]) -> MemoryUse {
    let stage = layout.stages[index].layout
    let contents = StageContents(
      layers: counts.map { (kind: $0.kind, count: Double($0.count)) }, holdsEmbedding: index == 0,
      holdsHead: index == layout.stages.count - 1, isOnlyStage: layout.stages.count == 1)
    return memory(of: contents, layout: stage).use(
      sequencesPerRank: stage.sequencesPerRank(microBatch: layout.microBatch), microBatches: layout.microBatches)
  }
}

/// An operator over all layers of a stage.
public struct OperatorTotal: Sendable {
  /// "attention", "routed experts", "dispatch".
  public let name: String
  /// Seconds per micro-batch, all layers of the stage.
  public var time: Double { total.value }
  /// The same with its derivation.
  public let total: Explained<Time>
  /// Seconds that each resource is waited for; they add up to `time`.
  public let waiting: [Resource: Double]
  /// Seconds that each resource works.
  public let busy: [Resource: Double]
  /// Seconds that each resource could work longer without being waited for.
  public let slack: [Resource: Double]
  /// Bytes per micro-batch that the GPU which sends most sends across each network level, scale-up first.
  public let sent: [Double]

  init(name: String, costs: [(count: Int, cost: OperatorCost)]) {
    self.name = name
    total = Explained.sum(
      costs.map { count, cost in
        count == 1
          ? cost.time : Recorder(isRecording: cost.time.derivation != nil).layout("layers", count) * cost.time
      }
    ).named("\(name) of the stage")
    var waiting: [Resource: Double] = [:]
    var busy: [Resource: Double] = [:]
    var slack: [Resource: Double] = [:]
    for resource in Resource.allCases {
      waiting[resource] = costs.reduce(0) { $0 + Double($1.count) * $1.cost.waiting(for: resource) }
      busy[resource] = costs.reduce(0) { $0 + Double($1.count) * $1.cost.busy(resource) }
      slack[resource] = costs.reduce(0) { $0 + Double($1.count) * $1.cost.slack(of: resource) }
    }
    self.waiting = waiting
    self.busy = busy
    self.slack = slack
    sent = Self.sent(costs)
  }

  private static func sent(_ costs: [(count: Int, cost: OperatorCost)]) -> [Double] {
    let levels = costs.map(\.cost.sent.count).max() ?? 0
    return (0..<levels).map { level in
      costs.reduce(0) { $0 + ($1.cost.sent.count > level ? Double($1.count) * $1.cost.sent[level] : 0) }
    }
  }
}

/// The time in which every sequence in flight gains one token.
public struct Round: Sendable {
  /// R = max(Σ (T_s + h_s), m · max T_s, m · max h_s).
  public let time: Explained<Time>
  /// Σ (T_s + h_s), the way of one micro-batch through all stages and back.
  public let latency: Explained<Time>
  /// m · max T_s: the slowest stage works on one micro-batch after the other.
  public let bottleneck: Explained<Time>
  /// Share of the round in which each stage has nothing to do: 1 − m · T_s / R.
  public let bubbles: [Explained<Scalar>]

  /// - Parameters:
  ///   - stageTimes: T_s, one micro-batch.
  ///   - hops: h_s into each stage but the first, and the return from the last to the first; empty for one stage.
  ///   - microBatches: m.
  public init(stageTimes: [Explained<Time>], hops: [Explained<Time>], microBatches: Int, recorder: Recorder) {
    let count = recorder.layout("micro-batches in flight", microBatches)
    latency = Explained.sum(stageTimes + hops).named("one micro-batch through all stages")
    bottleneck = (count * Explained.maximum(stageTimes)).named("slowest stage, all micro-batches")
    var bounds = [latency, bottleneck]
    if !hops.isEmpty { bounds.append((count * Explained.maximum(hops)).named("slowest hop, all micro-batches")) }
    let round = Explained.maximum(bounds).named("round")
    time = round
    bubbles = stageTimes.map { Explained.maximum([0, 1 - count * $0 / round]).named("bubble") }
  }
}

/// Time and memory of one stage of a replica.
public struct StageCost: Sendable {
  /// What the stage holds and on what.
  public let assignment: StageAssignment
  /// T_s: one micro-batch through the stage.
  public let time: Explained<Time>
  /// Of the GPU that holds most.
  public let memory: MemoryUse
  /// In the order of execution.
  public let operators: [OperatorTotal]
}
