/// What is wrong with an input: where, what was found, what was expected, and what to do.
///
/// A value, so that one fault can be printed for a person, written as JSON or turned into an annotation.
public struct Diagnostic: Error, Sendable, Equatable {
  /// Stable identifier for scripts: "unit-missing", "unknown-key".
  public let id: String
  /// The file as the user named it; a catalogue entry or flag where there is no file.
  public let file: String
  /// The key path in it: "pools[0].racks"; empty for the file as a whole.
  public let key: String
  /// Line in the file, from 1, where known.
  public let line: Int?
  /// What stands there, in words.
  public let found: String
  /// What would have been right, in words.
  public let expected: String
  /// What to do, where it does not follow from `expected`.
  public let advice: String?

  public init(
    id: String, file: String, key: String = "", line: Int? = nil, found: String, expected: String,
    advice: String? = nil
  ) {
    self.id = id
    self.file = file
    self.key = key
    self.line = line
    self.found = found
    self.expected = expected
    self.advice = advice
  }
}

extension Diagnostic: CustomStringConvertible {
  /// One line: "cluster.yaml:12: pools[0].racks: found 0, expected a whole number of 1 or more [out-of-range]".
  ///
  /// What comes from a file is shortened, and its control characters are written out: a key may be a megabyte long, or
  /// hold what a terminal obeys.
  public var description: String {
    let place = line.map { "\(Self.clean(file)):\($0)" } ?? Self.clean(file)
    let subject = key.isEmpty ? place : "\(place): \(Self.clean(key))"
    let more = advice.map { "; \(Self.clean($0))" } ?? ""
    return "\(subject): found \(Self.clean(found)), expected \(Self.clean(expected))\(more) [\(id)]"
  }

  private static let longest = 2_000

  /// A text on one line: shortened where it is very long, and its control characters written out.
  public static func clean(_ text: String) -> String {
    let isLong = text.utf8.count > longest
    let shown = isLong ? text.unicodeScalars.prefix(longest / 10) : text.unicodeScalars[...]
    var clean = ""
    for scalar in shown {
      let isControl =
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || (0x2028...0x202E).contains(scalar.value)
      if isControl {
        clean += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        clean.unicodeScalars.append(scalar)
      }
    }
    return isLong ? clean + "..." : clean
  }
}
