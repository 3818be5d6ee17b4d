/// A fault of an input: its place, what was found, what was expected, and advice.
///
/// It is a value, so that one fault can be printed, written as JSON or turned into an annotation.
public struct Diagnostic: Error, Sendable, Equatable {
  public let id: DiagnosticID
  /// The file as the user named it, or the catalogue entry or flag.
  public let file: String
  /// The key path in the file: "pools[0].racks"; empty for the file as a whole.
  public let key: String
  /// The line number, from 1; `nil` where unknown.
  public let line: Int?
  /// The value found, in words.
  public let found: String
  /// The value expected, in words.
  public let expected: String
  /// The remedy, where it does not follow from `expected`.
  public let advice: String?
  /// Whether `found` continues a sentence whose subject is the place, and `expected` says what to do.
  public let isSentence: Bool

  public init(
    id: DiagnosticID, file: String, key: String = "", line: Int? = nil, found: String, expected: String,
    advice: String? = nil
  ) {
    self.id = id
    self.file = file
    self.key = key
    self.line = line
    self.found = found
    self.expected = expected
    self.advice = advice
    isSentence = false
  }

  /// A fault that is best said as a sentence: flags that exclude each other, or one that is missing.
  /// - Parameters:
  ///   - problem: The sentence after its subject: "has no effect without --spare".
  ///   - advice: The remedy as an imperative: "add --spare gpu, node or rack".
  public init(
    id: DiagnosticID, file: String, key: String = "", line: Int? = nil, problem: String, advice: String
  ) {
    self.id = id
    self.file = file
    self.key = key
    self.line = line
    found = problem
    expected = advice
    self.advice = nil
    isSentence = true
  }
}

extension Diagnostic: CustomStringConvertible {
  /// One line: "cluster.yaml:12: pools[0].racks: found 0, expected a whole number of 1 or more [out-of-range]", or as a
  /// sentence: "--spare-mode has no effect without --spare; add --spare gpu, node or rack [conflict]".
  ///
  /// Texts from the file are shortened and their control characters escaped: a key may be a megabyte long, or contain
  /// terminal control sequences.
  public var description: String {
    let place = line.map { "\(Self.clean(file)):\($0)" } ?? Self.clean(file)
    let subject = key.isEmpty ? place : "\(place): \(Self.clean(key))"
    if isSentence { return "\(subject) \(Self.clean(found)); \(Self.clean(expected)) [\(id)]" }
    let more = advice.map { "; \(Self.clean($0))" } ?? ""
    return "\(subject): found \(Self.clean(found)), expected \(Self.clean(expected))\(more) [\(id)]"
  }

  private static let longest = 2_000

  /// The text on one line: shortened where it is very long, with its control characters escaped.
  public static func clean(_ text: String) -> String {
    let isLong = text.utf8.count > longest
    let shown = isLong ? String(text.unicodeScalars.prefix(longest / 10)) : text
    let clean = PlainText.visible(shown)
    return isLong ? clean + "..." : clean
  }
}
