import Plans

/// What came of a check as Markdown: a table of all limits, then what is not kept and what would be enough.
public struct CheckMarkdown: Sendable {
  /// A step's summary on GitHub may have so many bytes, or none of it is shown.
  public static let summaryLimit = 1024 * 1024

  private let report: CheckReport

  /// - Parameter report: What came of a check.
  public init(_ report: CheckReport) { self.report = report }

  /// Leaves out what does not fit, rows that pass first, and says so.
  /// - Parameter limit: Most bytes of UTF-8.
  public func text(limit: Int = Self.summaryLimit) -> String {
    let all = text(rows: report.deployments.flatMap { rows($0) { _ in true } }, isShort: false)
    if all.utf8.count <= limit { return all }
    let broken = report.deployments.flatMap { rows($0) { $0.outcome != .pass } }
    var count = broken.count
    while count > 0 {
      let short = text(rows: Array(broken.prefix(count)), isShort: true)
      if short.utf8.count <= limit { return short }
      count /= 2
    }
    return String(text(rows: [], isShort: true).prefix(limit / 4))
  }

  private func text(rows: [String], isShort: Bool) -> String {
    let head = "## Capacity policy: \(CheckWords.word(report.outcome))"
    let counts = "`\(report.policy.reference.replacing("`", with: "'"))`: \(CheckCounts(report).sentence)."
    let fault = report.fault.map { [Markdown.escaped(Sentence($0.sentence).text)] } ?? []
    let table =
      rows.isEmpty
      ? []
      : [
        (["| Deployment | Limit | Outcome | What was found |", "| --- | --- | --- | --- |"] + rows).joined(
          separator: "\n")
      ]
    let short = isShort ? ["Too much for a summary: only the first limits that are not kept are shown."] : []
    return ([head, counts] + fault + table + short + (isShort ? [] : report.deployments.flatMap(details)))
      .joined(separator: "\n\n")
  }

  private func rows(_ deployment: CheckedDeployment, _ isShown: (CheckedRule) -> Bool) -> [String] {
    let fault = deployment.fault.map { fault in
      [Markdown.row([deployment.name, "inputs", CheckWords.word(.fault), fault.sentence])]
    }
    return (fault ?? [])
      + deployment.rules.filter(isShown).map { rule in
        let found = rule.found.map(\.text) ?? rule.sentence
        let text = rule.outcome == .pass ? found : rule.sentence
        return Markdown.row([deployment.name, rule.requirement, CheckWords.word(rule), text])
      }
  }

  private func details(_ deployment: CheckedDeployment) -> [String] {
    let broken = deployment.rules.filter { [.fail, .unproved].contains($0.outcome) }
    guard !broken.isEmpty || deployment.conflict != nil else { return [] }
    var parts = ["### \(Markdown.escaped(deployment.name))"]
    if let layout = deployment.layout { parts.append("Layout: \(Markdown.escaped(layout)).") }
    parts += broken.map(details)
    if let conflict = deployment.conflict {
      parts.append(
        "These limits cannot all be kept on this cluster, though without any one of them there is a plan: "
          + Markdown.escaped(conflict.joined(separator: "; ")) + ".")
    }
    return parts
  }

  private func details(_ rule: CheckedRule) -> String {
    let place = rule.cause ?? rule.place
    let head =
      "**\(Markdown.escaped(rule.requirement))** (\(CheckWords.word(rule)), `\(CheckWords.place(place).replacing("`", with: "'"))`): "
      + Markdown.escaped(Sentence(rule.sentence).text)
    guard !rule.changes.isEmpty else { return head }
    let isEnough = rule.changes.contains { $0.unmet.isEmpty }
    let changes = rule.changes.filter { !isEnough || $0.unmet.isEmpty }.map { change in
      let unmet = change.unmet.isEmpty ? "" : ", but \(CheckWords.unmet(change))"
      return "- " + Markdown.escaped(change.sentence + (change.result.map { ": \($0)" } ?? "") + unmet)
    }
    let title = isEnough ? "Any one of these would be enough:" : "These would keep this limit, but not all others:"
    return ([head, "", title, ""] + changes).joined(separator: "\n")
  }
}
