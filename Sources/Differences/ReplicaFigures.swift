import Costing
import Plans

/// The predicted figures of a replica plan and those of its certificate.
struct ReplicaFigures {
  private let plan: Plan

  init(_ plan: Plan) { self.plan = plan }

  /// Speeds and costs first, then stage by stage.
  var all: [PlanFigure] {
    speeds + counts + certificate + plan.prediction.stages.enumerated().flatMap { stage($0, $1) } + hops + bottlenecks
      + hardware
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
        "prediction.tokensPerSecond", "tokens/s in all", prediction.tokensPerSecond, unit: "tokens/s", .moreIsBetter),
      PlanFigure(
        "prediction.perMillionTokens_GPUHours", "GPU-hours per million tokens", prediction.gpuHoursPerMillionTokens,
        unit: "GPU-hours", .lessIsBetter),
      PlanFigure("prediction.round_s", "round", prediction.round, unit: "s", .lessIsBetter),
      PlanFigure("prediction.latency_s", "way through all stages", prediction.latency, unit: "s", .lessIsBetter),
    ]
    if let cost = prediction.costPerMillionTokens {
      figures.insert(
        PlanFigure(
          "prediction.costPerMillionTokens_USD", "cost per million tokens", cost, unit: "USD", .lessIsBetter), at: 5)
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
      PlanFigure("placement.gpus.count", "GPUs used", Double(plan.placement.gpus.count)),
      PlanFigure("placement.idleGPUs", "GPUs idle", Double(plan.placement.idleGPUs)),
      PlanFigure(
        "layout.sequencesPerReplica", "sequences per replica", Double(layout.sequencesPerReplica), unit: "sequences"),
      PlanFigure("layout.microBatches", "micro-batches in flight", Double(layout.microBatches)),
      PlanFigure("layout.stages.count", "stages", Double(layout.stages.count)),
    ]
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
