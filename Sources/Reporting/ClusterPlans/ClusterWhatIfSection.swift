import Plans
import Quantities

/// What the cluster would do with other figures.
struct ClusterWhatIfSection {
  private let plan: ClusterPlan

  init(_ plan: ClusterPlan) { self.plan = plan }

  var text: String {
    guard let answers = plan.whatIf else { return "" }
    return (["What if     each solved again"] + answers.flatMap(rows)).joined(separator: "\n")
  }

  private func rows(_ answer: ClusterWhatIf) -> [String] {
    let indent = "            "
    guard let value = answer.value, let served = answer.servedRequestsPerSecond, let gpus = answer.gpusUsed else {
      return [indent + answer.change, indent + "  no plan: \(answer.refusal?.sentence ?? "nothing is served")"]
    }
    let change = answer.relativeChange.map { $0 >= 0 ? "+\(percent($0))" : "-\(percent(-$0))" } ?? ""
    return [
      indent + answer.change,
      indent + "  \(plan.composition.text(ofValue: value)) (\(change)), \(Numerals.significant(served, digits: 4)) "
        + "requests/s with \(Numerals.grouped(gpus)) GPUs",
    ]
  }

  private func percent(_ share: Double) -> String { Numerals.percent(share, decimals: 1) }
}

extension PlannedComposition {
  /// A value or bound with its unit.
  func text(ofValue value: Double) -> String {
    switch objective {
    case "GPUs": "\(Numerals.grouped(rounding: value)) GPUs"
    case "share of every demand": "\(Numerals.percent(value, decimals: 2)) of every demand"
    default: "\(Numerals.significant(value, digits: 5)) \(objective)"
    }
  }
}
