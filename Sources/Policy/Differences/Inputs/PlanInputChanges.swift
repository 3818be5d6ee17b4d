import Plans
import Quantities

/// What two plans of a replica were made from.
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
    found.add("goal.objective", "objective", old.objective, new.objective)
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
