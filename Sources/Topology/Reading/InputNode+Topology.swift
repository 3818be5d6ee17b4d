import Inputs
import Quantities

extension InputNode {
  /// Refuses a file of another kind or version.
  /// - Throws: `Diagnostic` "unsupported-version".
  func checkVersion(_ expected: String) throws {
    guard try text() == expected else {
      throw fault("unsupported-version", expected: "\"\(expected)\", which is what this version reads")
    }
  }

  /// A bandwidth, or a ratio to another one: "50 GB/s" or "1/8".
  func bandwidth(relativeTo reference: Bandwidth) throws -> Bandwidth {
    guard case .text(let written) = content, written.contains("/"), !written.contains("B/s"),
      let ratio = Self.ratio(written, separator: "/")
    else { return try quantity(Bandwidth.self) }
    guard ratio.isFinite, ratio > 0 else { throw fault("out-of-range", expected: "a ratio above zero") }
    return ratio * reference
  }

  /// How many times a link is oversubscribed: 1, 7 or "7:1".
  func oversubscription() throws -> Double {
    guard case .text(let written) = content else { return try number(atLeast: 1) }
    guard let ratio = Self.ratio(written, separator: ":") else {
      throw fault("wrong-type", expected: "a number of 1 or more, or a ratio such as \"7:1\"")
    }
    guard ratio.isFinite, ratio >= 1 else {
      throw fault(
        "out-of-range", expected: "a ratio of 1 or more, such as \"7:1\"",
        advice: "write what comes from below first: seven times more than goes up is \"7:1\"")
    }
    return ratio
  }

  /// Two numbers with a separator between them; `nil` for anything else.
  private static func ratio(_ text: String, separator: Character) -> Double? {
    let parts = text.split(separator: separator, omittingEmptySubsequences: false)
      .map { Double($0.filter { !$0.isWhitespace }) }
    guard parts.count == 2, let numerator = parts[0], let denominator = parts[1] else { return nil }
    return numerator / denominator
  }
}
