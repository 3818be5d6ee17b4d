import Quantities
import Validation

/// Measured quantities as people read them.
enum QuantityText {
  /// A name that fits a column of ten.
  static func short(_ quantity: MeasuredQuantity) -> String {
    switch quantity {
    case .timePerOutputToken: "TPOT"
    case .timeToFirstToken: "TTFT"
    case .outputTokensPerSecondPerGPU: "output/GPU"
    case .inputTokensPerSecondPerGPU: "input/GPU"
    case .totalTokensPerSecondPerGPU: "total/GPU"
    case .outputTokensPerSecondPerUser: "user"
    }
  }

  /// What the short name stands for.
  static func long(_ quantity: MeasuredQuantity) -> String {
    switch quantity {
    case .timePerOutputToken: "time per output token"
    case .timeToFirstToken: "time to first token"
    case .outputTokensPerSecondPerGPU: "generated tokens per second and GPU"
    case .inputTokensPerSecondPerGPU: "prompt tokens per second and GPU"
    case .totalTokensPerSecondPerGPU: "prompt and generated tokens per second and GPU"
    case .outputTokensPerSecondPerUser: "generated tokens per second of a sequence"
    }
  }

  static func value(_ value: Double?, _ quantity: MeasuredQuantity) -> String {
    guard let value else { return "?" }
    return quantity.unit == "s" ? "\(Seconds(value))" : "\(Numerals.significant(value)) \(quantity.unit)"
  }
}
