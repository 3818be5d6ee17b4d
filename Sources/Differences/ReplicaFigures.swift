import Costing
import Plans

/// The predicted figures of a plan and those of its certificate.
struct ReplicaFigures {
  private let plan: Plan

  init(_ plan: Plan) { self.plan = plan }

  /// Those of all workers first, then kind by kind: speeds and costs, then stage by stage.
  var all: [PlanFigure] {
    total + certificate
      + plan.kinds.enumerated().flatMap { index, kind in
        KindFigures(
          kind, key: "workers[\(index)]", name: index == 0 ? "" : "replicas of kind \(index + 1): ",
          isOnly: plan.workers.count == 1
        ).all
      }
  }

  private var total: [PlanFigure] {
    let total = plan.total
    let costs = [
      ("costPerMillionTokens_USD", "cost per million tokens", total.costPerMillionTokens),
      (
        "costPerMillionTokensWithIdleGPUs_USD", "cost with idle GPUs",
        total.costPerMillionTokensWithIdleGPUs
      ),
    ].compactMap { key, name, cost in
      cost.map { PlanFigure("total.\(key)", name, $0, unit: "USD", .lessIsBetter) }
    }
    return [
      PlanFigure("total.tokensPerSecond", "tokens/s in all", total.tokensPerSecond, unit: "tokens/s", .moreIsBetter),
      PlanFigure("total.gpus", "GPUs used", Double(total.gpus)),
      PlanFigure("total.idleGPUs", "GPUs idle", Double(total.idleGPUs)),
    ] + costs
  }

  /// Objectives of different units are different figures.
  private var certificate: [PlanFigure] {
    let certificate = plan.certificate
    let unit = certificate.objectiveUnit
    return [
      PlanFigure(
        "certificate.objective (\(unit))", "objective, \(unit)", certificate.objective, unit: unit.rawValue,
        .lessIsBetter),
      PlanFigure("certificate.bound (\(unit))", "bound, \(unit)", certificate.bound, unit: unit.rawValue),
      PlanFigure(
        "certificate.gap", "gap to the bound, share of the objective", certificate.gap, unit: "share", .lessIsBetter),
    ]
  }
}

/// The predicted figures of one kind of replica.
private struct KindFigures {
  private let plan: Plan
  private let key: String
  private let name: String
  private let isOnly: Bool

  /// - Parameters:
  ///   - plan: With that kind alone.
  ///   - key: Where a plan has the kind.
  ///   - name: What names of figures begin with.
  ///   - isOnly: Whether the plan has no other kind: sums over the kind are those of the plan then.
  init(_ plan: Plan, key: String, name: String, isOnly: Bool) {
    self.plan = plan
    self.key = key
    self.name = name
    self.isOnly = isOnly
  }

  private static let sums = [
    "prediction.tokensPerSecond", "prediction.costPerMillionTokens_USD", "placement.gpus.count",
  ]

  var all: [PlanFigure] {
    let figures =
      speeds + counts + plan.prediction.stages.enumerated().flatMap { stage($0, $1) } + hops + bottlenecks + hardware
    return figures.filter { !isOnly || !Self.sums.contains($0.key) }.map { $0.within(key, name) }
  }

  private var speeds: [PlanFigure] {
    let prediction = plan.prediction
    var figures = [
      PlanFigure("prediction.timePerOutputToken_s", "TPOT", prediction.timePerOutputToken, unit: "s", .lessIsBetter),
      PlanFigure(
        "prediction.tokensPerSecondPerGPU", "tokens/s per GPU", prediction.tokensPerSecondPerGPU, unit: "tokens/s",
        .moreIsBetter),
      PlanFigure(
        "prediction.tokensPerSecondPerUser", "tokens/s per user", prediction.tokensPerSecondPerUser, unit: "tokens/s",
        .moreIsBetter),
      PlanFigure(
        "prediction.tokensPerSecondPerReplica", "tokens/s per replica", prediction.tokensPerSecondPerReplica,
        unit: "tokens/s"),
      PlanFigure(
        "prediction.tokensPerSecond", "tokens/s of these replicas", prediction.tokensPerSecond, unit: "tokens/s",
        .moreIsBetter),
      PlanFigure(
        "prediction.perMillionTokens_GPUHours", "GPU-hours per million tokens", prediction.gpuHoursPerMillionTokens,
        unit: "GPU-hours", .lessIsBetter),
      PlanFigure("prediction.round_s", "round", prediction.round, unit: "s", .lessIsBetter),
      PlanFigure("prediction.latency_s", "way through all stages", prediction.latency, unit: "s", .lessIsBetter),
    ]
    if let cost = prediction.costPerMillionTokens {
      figures.insert(
        PlanFigure(
          "prediction.costPerMillionTokens_USD", "cost per million tokens of these replicas", cost, unit: "USD",
          .lessIsBetter), at: 5)
    }
    if let range = prediction.timePerOutputTokenRange {
      figures.append(
        PlanFigure("prediction.timePerOutputTokenRange.low_s", "TPOT, low end", range.low, unit: "s", .lessIsBetter))
      figures.append(
        PlanFigure("prediction.timePerOutputTokenRange.high_s", "TPOT, high end", range.high, unit: "s", .lessIsBetter))
    }
    return figures
  }

  private var counts: [PlanFigure] {
    let layout = plan.layout
    return [
      PlanFigure("layout.replicas", "replicas", Double(layout.replicas)),
      PlanFigure("layout.gpusPerReplica", "GPUs per replica", Double(layout.gpusPerReplica)),
      PlanFigure("placement.gpus.count", "GPUs of these replicas", Double(plan.placement.gpus.count)),
      PlanFigure(
        "layout.sequencesPerReplica", "sequences per replica", Double(layout.sequencesPerReplica), unit: "sequences"),
      PlanFigure("layout.microBatches", "micro-batches in flight", Double(layout.microBatches)),
      PlanFigure("layout.stages.count", "stages", Double(layout.stages.count)),
    ]
  }

  private func stage(_ index: Int, _ stage: StagePrediction) -> [PlanFigure] {
    let key = "prediction.stages[\(index)]"
    let name = plan.prediction.stages.count > 1 ? "stage \(index): " : ""
    return [
      PlanFigure("\(key).time_s", name + "time of a micro-batch", stage.time, unit: "s"),
      PlanFigure("\(key).bubble", name + "bubble", stage.bubble, unit: "share", .lessIsBetter),
    ] + memory(stage.memory, key: "\(key).memory", name: name)
      + stage.operators.map {
        PlanFigure("\(key).operators[\($0.name)].time_s", name + $0.name, $0.time, unit: "s")
      }
  }

  private func memory(_ memory: MemoryPrediction, key: String, name: String) -> [PlanFigure] {
    let parts: [(String, String, Double?)] = [
      ("weights_B", "weights", memory.weights), ("experts_B", "experts", memory.experts),
      ("redundantExperts_B", "copies of experts", memory.redundantExperts), ("cache_B", "KV cache", memory.cache),
      ("activations_B", "activations", memory.activations), ("reserve_B", "runtime reserve", memory.reserve),
      ("usable_B", "usable HBM", memory.usable),
    ]
    return parts.compactMap { part in
      part.2.map { PlanFigure("\(key).\(part.0)", "\(name)\(part.1) on the fullest GPU", $0, unit: "B") }
    } + [PlanFigure("\(key).free_B", "\(name)free HBM on the fullest GPU", memory.free, unit: "B", .moreIsBetter)]
  }

  private var hops: [PlanFigure] {
    plan.prediction.hops.enumerated().map { index, hop in
      let isReturn = index == plan.prediction.hops.count - 1
      let name = isReturn ? "return to stage 0" : "hop into stage \(index + 1)"
      return PlanFigure(
        "prediction.hops[\(index)].time_s (\(hop.level))", "\(name) over \(hop.level)", hop.time, unit: "s",
        .lessIsBetter)
    }
  }

  private var bottlenecks: [PlanFigure] {
    plan.bottlenecks.flatMap { found in
      [
        PlanFigure(
          "bottlenecks[\(found.resource)].time_s", "time spent on \(Resource.shortTitle(of: found.resource))",
          found.time, unit: "s"),
        PlanFigure(
          "bottlenecks[\(found.resource)].share",
          "share of the round spent on \(Resource.shortTitle(of: found.resource))",
          found.share, unit: "share"),
        PlanFigure(
          "bottlenecks[\(found.resource)].slack_s", "slack of \(Resource.shortTitle(of: found.resource))", found.slack,
          unit: "s"),
      ]
    }
  }

  private var hardware: [PlanFigure] {
    let roofline = plan.prediction.roofline
    return [
      PlanFigure(
        "prediction.roofline.crossoverBatch_sequences", "batch at which products take as long as weights",
        roofline.crossoverBatch, unit: "sequences"),
      PlanFigure("prediction.roofline.memoryDrain_s", "HBM drain", roofline.memoryDrain, unit: "s"),
    ]
  }
}
