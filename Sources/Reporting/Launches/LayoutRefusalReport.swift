import Launching
import Quantities

/// A layout that an engine cannot run, why, and what it can run instead.
public struct LayoutRefusalReport: CustomStringConvertible {
  /// In words.
  public let description: String

  /// Of a refusal.
  public init(_ refusal: LayoutNotExpressible) {
    var lines = ["\(refusal.engine) cannot run \(refusal.worker) as planned:"]
    lines += refusal.reasons.flatMap { TextLayout.wrap("  - \($0)", indent: 4) }
    lines += refusal.alternative.map { Self.lines($0, refusal) } ?? Self.advice(refusal)
    description = lines.joined(separator: "\n")
  }

  private static func lines(_ other: LayoutNotExpressible.Alternative, _ refusal: LayoutNotExpressible) -> [String] {
    let share = other.tokensPerSecondPerGPU / other.plannedTokensPerSecondPerGPU - 1
    let rate = { (value: Double) in TextLayout.plain(value) }
    return TextLayout.wrap("The best that it can run: \(other.layout).", indent: 2)
      + TextLayout.wrap(
        "  \(rate(other.tokensPerSecondPerGPU)) tokens/s per GPU, \(rate(other.plannedTokensPerSecondPerGPU)) as planned "
          + "(\(share < 0 ? "−" : "+")\(Numerals.percent(abs(share)))); TPOT \(Seconds(other.timePerOutputToken)), "
          + "\(Seconds(other.plannedTimePerOutputToken)) as planned.", indent: 2)
      + TextLayout.wrap(
        "layline plan with --engine \(refusal.rule.rawValue) beside the flags of this plan makes it.", indent: 2)
  }

  /// Where nothing was looked for: a plan of a whole cluster.
  private static func advice(_ refusal: LayoutNotExpressible) -> [String] {
    TextLayout.wrap(
      "layline plan with --engine \(refusal.rule.rawValue) beside the flags of this plan looks only at what it can run.",
      indent: 2)
  }
}
