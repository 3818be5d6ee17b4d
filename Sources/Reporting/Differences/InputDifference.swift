import Plans

/// Inputs that are different.
struct InputDifference {
  private let changes: [InputChange]

  init(_ difference: PlanDifference) { changes = difference.inputs }

  var section: DifferenceSection? {
    guard !changes.isEmpty else {
      return DifferenceSection(title: "Inputs", lines: ["the same in both plans"])
    }
    let rows = changes.map { change in
      [change.name, text(change.before, change.beforeSHA256), text(change.after, change.afterSHA256)]
    }
    return DifferenceSection(
      title: "Inputs", table: .init(header: ["", "A", "B"], rows: rows, texts: [1, 2]))
  }

  private func text(_ value: String?, _ digest: String?) -> String {
    (value ?? "-") + (digest.map { " (sha256 \($0.prefix(8)))" } ?? "")
  }
}
