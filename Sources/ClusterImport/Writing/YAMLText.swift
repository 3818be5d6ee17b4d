import Quantities
import Topology

/// Values as YAML has them.
enum YAMLText {
  private static let words: Set<String> = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]

  /// Bare where no reader could take it for anything else, in quotation marks otherwise.
  static func scalar(_ text: String) -> String {
    let isPlain =
      text.utf8.first.map(isLetter) == true
      && text.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || "-._[],".utf8.contains($0) }
    return isPlain && !words.contains(text.lowercased()) ? text : quoted(text)
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

  /// In quotation marks.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\" + String(scalar)
      default:
        if isUnprintable(scalar) {
          let digits = String(scalar.value, radix: 16)
          result += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }

  /// A comment on a line of its own, or behind a value with what stands before it.
  static func comment(_ text: String, indent: String = "") -> String { "\(indent)# \(clean(text))" }

  /// Behind a value: what is out of use and where that stands.
  static func comment(_ stated: Stated<String>, indent: String) -> String {
    comment("\(stated.value) (\(stated.origin))", indent: indent)
  }

  /// On one line, as a comment must be.
  static func clean(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.prefix(500).map { isUnprintable($0) ? " " : $0 }))
  }

  private static func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || (0x2028...0x202E).contains(scalar.value)
      || scalar.value == 0xFEFF || (scalar.value & 0xFFFE) == 0xFFFE
  }

  /// "50 GB/s".
  static func bandwidth(_ value: Bandwidth) -> String { "\(ScaleOutFigures.text(value.value / 1e9)) GB/s" }

  /// "3.7 us".
  static func latency(_ value: Seconds) -> String { "\(ScaleOutFigures.text(value.value * 1e6)) us" }

  /// Where a figure is from.
  static func source(_ source: FigureSource) -> String {
    source.isVerified ? quoted(source.text) : "{ text: \(quoted(source.text)), verified: false }"
  }
}
