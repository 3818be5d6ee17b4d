import Quantities

/// What the deployment does in a second, and what a token costs.
struct ThroughputSection {
  private let summary: ServingSummary

  init(_ summary: ServingSummary) { self.summary = summary }

  var text: String {
    let prediction = summary.prediction
    let output = prediction.outputTokensPerSecond
    return [
      "Throughput  \(Self.number(output)) output tokens/s: \(Self.number(output / summary.gpus)) per GPU, "
        + "\(Self.number(1 / summary.timePerOutputToken)) per user",
      "            \(Self.number(summary.requestsPerSecond)) requests/s, "
        + "\(Self.number(prediction.inputTokensPerSecond)) input tokens/s",
      "            " + cost,
    ].joined(separator: "\n")
  }

  private var cost: String {
    let hours = "\(Self.number(summary.gpuHoursPerMillionTokens)) GPU-hours"
    guard let price = summary.costPerMillionTokens else {
      return "\(hours) per million output tokens (no price is known)"
    }
    return "\(Self.number(price)) USD per million output tokens (\(hours))"
  }

  static func number(_ value: Double) -> String {
    value >= 1000 ? Numerals.grouped(rounding: value) : Numerals.significant(value)
  }
}
