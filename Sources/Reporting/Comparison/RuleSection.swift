import Plans
import Quantities

/// The blackboard's rule with its numbers, and what the programs say beside it.
struct RuleSection {
  private let comparison: Comparison

  init(_ comparison: Comparison) { self.comparison = comparison }

  var text: String {
    guard let rule = comparison.rule else { return "" }
    let here = TextLayout.plain(rule.upToOutRatio)
    let lines = [
      "Rule        experts a token activates × layers per stage × 2 > up:out keeps a pipeline bound by scale-up",
      "            \(rule.expertsPerToken) × \(rule.layersPerStage) × 2 = \(TextLayout.plain(rule.product)), "
        + "\(verdict(rule.holdsUsually)) the usual 8 and \(verdict(rule.holdsHere)) this pool's \(here)",
      "            " + rule.verdict,
    ]
    return (lines + [rule.caveat].compactMap(\.self).map { "            " + $0 }).joined(separator: "\n")
  }

  private func verdict(_ holds: Bool) -> String { holds ? "above" : "not above" }
}
