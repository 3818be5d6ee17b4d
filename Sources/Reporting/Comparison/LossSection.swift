import Plans

/// Why each layout loses, and why there is no TTFT.
struct LossSection {
  private let comparison: Comparison

  init(_ comparison: Comparison) { self.comparison = comparison }

  var text: String {
    let losses = comparison.layouts.compactMap { $0.loss?.sentence }.map { "            \($0)" }
    let notes = obstacles.map { "            no TTFT: \($0)" }
    guard !losses.isEmpty else { return notes.joined(separator: "\n") }
    return (["Why"] + losses + notes).joined(separator: "\n")
  }

  /// Each reason once, with the layouts that it holds for where it does not hold for all.
  private var obstacles: [String] {
    let reasons = comparison.layouts.compactMap { layout in
      layout.found?.servingObstacle.map { (reason: $0, title: layout.title) }
    }
    var seen: [String] = []
    for (reason, _) in reasons where !seen.contains(reason) { seen.append(reason) }
    return seen.map { reason in
      let titles = reasons.filter { $0.reason == reason }.map(\.title)
      return titles.count == comparison.found.count ? reason : titles.joined(separator: ", ") + ": " + reason
    }
  }
}
