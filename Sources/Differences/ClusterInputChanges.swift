import Plans
import Quantities

/// The inputs of two cluster plans.
struct ClusterInputChanges {
  private let before: ComparedPlan<ClusterPlan>
  private let after: ComparedPlan<ClusterPlan>

  init(_ before: ComparedPlan<ClusterPlan>, _ after: ComparedPlan<ClusterPlan>) {
    self.before = before
    self.after = after
  }

  var changes: [InputChange] {
    let (old, new) = (before.document.inputs, after.document.inputs)
    var found = InputChanges()
    found.add("cluster", "cluster", old.cluster, new.cluster)
    found.addValues(before.readings.cluster.value, after.readings.cluster.value)
    found.add("calibration", "calibration", old.calibration, new.calibration)
    found.add("workers", "table of workers", old.workers, new.workers)
    found.add("workload", "workload file", old.workload, new.workload)
    add(old.serving, new.serving, to: &found)
    addRules(old, new, to: &found)
    for name in (old.models + new.models).map(\.name).uniqued() {
      add(name, old.models.first { $0.name == name }, new.models.first { $0.name == name }, to: &found)
    }
    return found.changes
  }

  private func addRules(_ old: ClusterPlanInputs, _ new: ClusterPlanInputs, to found: inout InputChanges) {
    func percent(_ value: Double) -> String { Numerals.percent(value, decimals: 2) }
    func rule(_ spare: SpareRule?) -> String? {
      spare.map { "any one \($0.unit.rawValue) may fail, workers \($0.mode == .restart ? "start again" : "are gone")" }
    }
    found.add("objective", "objective", old.objective.rawValue, new.objective.rawValue)
    found.add("gpuLimit", "most GPUs", old.gpuLimit, new.gpuLimit)
    found.add("tolerance", "tolerance", old.tolerance, new.tolerance, text: percent)
    found.add("prefillDerate", "counted on of prefill rates", old.prefillDerate, new.prefillDerate, text: percent)
    found.add("decodeDerate", "counted on of decode rates", old.decodeDerate, new.decodeDerate, text: percent)
    found.add("spare", "capacity to spare", rule(old.spare), rule(new.spare))
  }

  private func add(_ old: ServingSettings, _ new: ServingSettings, to found: inout InputChanges) {
    func number(_ value: Double) -> String { Numerals.significant(value) }
    found.add("serving.runtime", "runtime", old.runtime, new.runtime)
    found.add("serving.engine", "layouts of the engine", old.engine?.rawValue, new.engine?.rawValue)
    found.add(
      "serving.overlapsTwoBatches", "two batches overlap", old.overlapsTwoBatches ? "yes" : "no",
      new.overlapsTwoBatches ? "yes" : "no")
    found.add(
      "serving.stepsBetweenAdmissions", "steps between admissions", old.stepsBetweenAdmissions,
      new.stepsBetweenAdmissions, text: number)
    found.add(
      "serving.mostSequencesPerRank", "most sequences on a rank", old.mostSequencesPerRank, new.mostSequencesPerRank,
      text: number)
  }

  private func add(_ name: String, _ old: ServedModel?, _ new: ServedModel?, to found: inout InputChanges) {
    let key = "models[\(name)]"
    func number(_ unit: String) -> (Double) -> String {
      { "\($0 == $0.rounded() && $0 < 1e12 ? Numerals.grouped(Int($0)) : Numerals.significant($0, digits: 4)) \(unit)" }
    }
    func time(_ value: Double) -> String { "\(Seconds(value))" }
    found.add(key, "served model \(name)", old.map { _ in "yes" } ?? "no", new.map { _ in "yes" } ?? "no")
    found.add("\(key).model", "model of \(name)", old?.model, new?.model)
    found.add(
      "\(key).weightFormat", "weights of \(name) stored in", old?.weightFormat?.rawValue, new?.weightFormat?.rawValue)
    found.add(
      "\(key).cacheFormat", "KV cache of \(name) stored in", old?.cacheFormat?.rawValue, new?.cacheFormat?.rawValue)
    found.add("\(key).inputTokens", "prompt of \(name)", old?.inputTokens, new?.inputTokens, text: number("tokens"))
    found.add("\(key).outputTokens", "output of \(name)", old?.outputTokens, new?.outputTokens, text: number("tokens"))
    found.add(
      "\(key).prefixCacheHitRate", "prefix cache hits of \(name)", old?.prefixCacheHitRate, new?.prefixCacheHitRate
    ) { Numerals.percent($0) }
    found.add("\(key).draftTokens", "tokens drafted for \(name)", old?.draftTokens, new?.draftTokens)
    found.add("\(key).acceptance", "drafts accepted of \(name)", old?.acceptance, new?.acceptance) {
      Numerals.percent($0)
    }
    found.add(
      "\(key).requestsPerSecond", "demand for \(name)", old?.requestsPerSecond, new?.requestsPerSecond,
      text: number("requests/s"))
    found.add(
      "\(key).timeToFirstToken_s", "slowest TTFT of \(name)", old?.timeToFirstToken, new?.timeToFirstToken, text: time)
    found.add(
      "\(key).timePerOutputToken_s", "slowest TPOT of \(name)", old?.timePerOutputToken, new?.timePerOutputToken,
      text: time)
  }
}

extension Sequence where Element: Hashable {
  /// The elements without duplicates, in the order of first appearance.
  func uniqued() -> [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}

/// The inputs of two replica plans.
struct PlanInputChanges {
  private let before: ComparedPlan<Plan>
  private let after: ComparedPlan<Plan>

  init(_ before: ComparedPlan<Plan>, _ after: ComparedPlan<Plan>) {
    self.before = before
    self.after = after
  }

  var changes: [InputChange] {
    let (old, new) = (before.document.inputs, after.document.inputs)
    var found = InputChanges()
    found.add("model", "model", old.model, new.model)
    found.addValues(of: "model", before.readings.models.first??.value, after.readings.models.first??.value)
    found.add("weightFormat", "weights stored in", old.weightFormat?.rawValue, new.weightFormat?.rawValue)
    found.add("cluster", "cluster", old.cluster, new.cluster)
    found.addValues(before.readings.cluster.value, after.readings.cluster.value)
    found.add("calibration", "calibration", old.calibration, new.calibration)
    found.add("expertLoad", "expert load", old.expertLoad, new.expertLoad)
    add(old.workload, new.workload, to: &found)
    add(old.goal, new.goal, to: &found)
    return found.changes
  }

  private func add(_ old: PlanWorkload, _ new: PlanWorkload, to found: inout InputChanges) {
    found.add("workload.context_tokens", "context", old.context, new.context, of: "tokens")
    found.add("workload.input_tokens", "prompt", old.inputTokens, new.inputTokens, of: "tokens")
    found.add("workload.output_tokens", "output", old.outputTokens, new.outputTokens, of: "tokens")
    found.add("workload.cacheFormat", "KV cache stored in", old.cacheFormat?.rawValue, new.cacheFormat?.rawValue)
  }

  private func add(_ old: PlanGoal, _ new: PlanGoal, to found: inout InputChanges) {
    found.add("goal.objective", "objective", old.objective.rawValue, new.objective.rawValue)
    found.add("goal.timePerOutputToken_s", "slowest TPOT", old.timePerOutputToken, new.timePerOutputToken) {
      "\(Seconds($0))"
    }
    found.add("goal.batch_sequences", "prescribed batch", old.batch, new.batch, of: "sequences")
    found.add("goal.tokensPerSecond", "demand", old.tokensPerSecond, new.tokensPerSecond) {
      "\(Numerals.significant($0)) tokens/s"
    }
    found.add("goal.gpuLimit", "most GPUs", old.gpuLimit, new.gpuLimit)
    found.add("goal.redundantExperts", "prescribed redundant experts", old.redundantExperts, new.redundantExperts)
    found.add(
      "goal.evenRedundancy", "as many copies in every layer", old.evenRedundancy.map { $0 ? "yes" : "no" },
      new.evenRedundancy.map { $0 ? "yes" : "no" })
    found.add("goal.engine", "layouts of the engine", old.engine?.rawValue, new.engine?.rawValue)
    found.add("goal.tolerance", "tolerance", old.tolerance, new.tolerance) { Numerals.percent($0, decimals: 2) }
  }
}
