import Plans
import Quantities

/// Speed and cost.
struct PredictionSection {
  private let plan: Plan

  init(_ plan: Plan) { self.plan = plan }

  var text: String {
    let prediction = plan.prediction
    var lines = [
      "Prediction  TPOT \(Seconds(prediction.timePerOutputToken))\(range) (decode only: prefill is not in it)",
      "            \(number(prediction.tokensPerSecondPerGPU)) tokens/s per GPU, "
        + "\(number(prediction.tokensPerSecondPerUser)) tokens/s per user, "
        + "\(Numerals.grouped(rounding: prediction.tokensPerSecond)) tokens/s in all",
      "            " + cost,
    ]
    if let inherited = prediction.inheritedCalibration {
      lines.append("            calibration taken from \(inherited)")
    }
    return lines.joined(separator: "\n")
  }

  /// " (45.1 ms to 57.3 ms in 8 of 10 runs)".
  private var range: String {
    guard let range = plan.prediction.timePerOutputTokenRange else { return "" }
    return ", \(Seconds(range.low)) to \(Seconds(range.high)) in 8 of 10 runs"
  }

  private var cost: String {
    let hours = "\(number(plan.prediction.gpuHoursPerMillionTokens)) GPU-hours per million tokens"
    guard let price = plan.prediction.costPerMillionTokens else { return hours + " (no price is known)" }
    return "\(number(price)) USD per million output tokens (\(hours))"
  }

  private func number(_ value: Double) -> String {
    value >= 1000 ? Numerals.grouped(rounding: value) : Numerals.significant(value)
  }
}
