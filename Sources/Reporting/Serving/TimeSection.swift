import Quantities

/// TTFT and TPOT, each with its parts, and what a request takes from end to end.
struct TimeSection {
  private let summary: ServingSummary

  init(_ summary: ServingSummary) { self.summary = summary }

  var text: String {
    let rest = Numerals.grouped(Int(summary.request.traffic.outputTokens) - 1)
    return
      ([headline("TTFT", summary.timeToFirstToken, summary.range(.timeToFirstToken) + "mean")]
      + summary.firstTokenParts.map(row)
      + [
        headline(
          "TPOT", summary.timePerOutputToken,
          summary.range(.timePerOutputToken) + "mean; decode waits for")
      ]
      + summary.perTokenParts.map(row)
      + [headline("Request", summary.endToEnd, "from end to end: TTFT + \(rest) × TPOT")])
      .joined(separator: "\n")
  }

  private func headline(_ name: String, _ time: Double, _ meaning: String) -> String {
    name.padding(to: 12) + Self.text(time).padding(to: 11) + meaning
  }

  /// A predicted time as a person reads it.
  static func text(_ time: Double) -> String { "\(Seconds(time))" }

  private func row(_ part: TimePart) -> String {
    "            \(part.name.padding(to: 38))\("\(Seconds(part.time))".padding(left: 9))"
      + "\(Numerals.percent(part.share).padding(left: 9))"
  }
}
