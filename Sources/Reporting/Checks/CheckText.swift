import Plans

/// What came of a check for a person at a terminal.
struct CheckText: CustomStringConvertible {
  private let report: CheckReport
  private static let indent = 14

  init(_ report: CheckReport) { self.report = report }

  /// At most 100 columns, but for names that are longer.
  var description: String {
    let head = "\(report.policy.reference): \(CheckWords.word(report.outcome)) (\(CheckCounts(report).sentence))"
    let fault = report.fault.map { [""] + lines($0) } ?? []
    return ([head] + fault + report.deployments.flatMap { [""] + lines($0) })
      .flatMap { TextLayout.wrap($0, indent: Self.indent) }.joined(separator: "\n")
  }

  private func lines(_ fault: CheckedFault) -> [String] {
    ["  \(CheckWords.place(fault.place)): \(fault.sentence) [\(fault.id)]"]
  }

  private func lines(_ deployment: CheckedDeployment) -> [String] {
    let inputs = [deployment.model, deployment.cluster].compactMap(\.self).joined(separator: " on ")
    var lines = [
      "\(deployment.name): \(CheckWords.word(deployment.outcome))",
      "  judged      \(deployment.subject)"
        + (inputs.isEmpty ? "" : ", \(inputs)"),
    ]
    if let layout = deployment.layout { lines.append("  layout      \(layout)") }
    if let fault = deployment.fault { lines += self.lines(fault) }
    for rule in deployment.rules { lines += self.lines(rule) }
    if let conflict = deployment.conflict {
      lines.append(
        "  conflict    these limits cannot all be kept on this cluster, though without any one of them there is a plan: \(conflict.joined(separator: "; "))"
      )
    }
    return lines
  }

  private func lines(_ rule: CheckedRule) -> [String] {
    let word = CheckWords.word(rule)
    let head = "  \(word.padding(to: 12))\(rule.requirement): \(rule.sentence)"
    guard [.fail, .unproved].contains(rule.outcome) else { return [head] }
    let indent = String(repeating: " ", count: Self.indent)
    let place = rule.cause ?? rule.place
    let isEnough = rule.changes.contains { $0.unmet.isEmpty }
    let heading = isEnough ? "any one of these is enough:" : "any one of these keeps this limit, though not all others:"
    return [head, "\(indent)at \(CheckWords.place(place))" + (place.key.isEmpty ? "" : ", \(place.key)")]
      + (rule.changes.isEmpty ? [] : ["\(indent)\(heading)"])
      + rule.changes.map { change in
        let unmet = change.unmet.isEmpty ? "" : ", but \(CheckWords.unmet(change))"
        return "\(indent)- \(change.sentence)\(edit(change))" + (change.result.map { ": \($0)" } ?? "") + unmet
      }
  }

  /// " (batch: 44 at policy.yaml:24)"; nothing where no file of the user's holds it.
  private func edit(_ change: CheckedChange) -> String {
    guard let place = change.place, let value = change.replacement, let key = place.key.split(separator: ".").last
    else {
      return ""
    }
    return " (\(key): \(value) at \(CheckWords.place(place)))"
  }
}
