import Plans
import Quantities

/// What is left after the worst failure.
struct SpareSection {
  private let plan: ClusterPlan

  init(_ plan: ClusterPlan) { self.plan = plan }

  var text: String {
    guard let spare = plan.composition.spare else { return "" }
    let restarts =
      spare.rule.mode == .restart ? ", of which \(spare.workersRestarted) start again on free GPUs" : ""
    let served = zip(plan.inputs.models, spare.servedRequestsPerSecond).map { model, rate in
      let name = plan.inputs.models.count > 1 ? " of \(model.name)" : ""
      let demand = model.requestsPerSecond.map { ", \(Numerals.significant($0, digits: 4)) wanted" } ?? ""
      return "            \(Numerals.significant(rate, digits: 4)) requests/s\(name)\(demand)"
    }
    return
      ([
        "Spare       whichever \(spare.rule.unit == .gpu ? "GPU" : spare.rule.unit.rawValue) fails, at least so much is served:"
      ] + served + [
        "            the worst is \(spare.worstUnit): it stops \(TextLayout.count(spare.workersLost, "worker"))\(restarts)"
      ]).joined(separator: "\n")
  }
}
