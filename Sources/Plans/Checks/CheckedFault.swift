import Inputs

/// What is wrong with an input of a check.
public struct CheckedFault: Codable, Sendable, Equatable {
  /// Stable identifier: "unknown-cluster".
  public var id: String
  /// Where.
  public var place: SourcePlace
  /// What stands there, in words.
  public var found: String
  /// What would have been right, in words.
  public var expected: String
  /// What to do, where it does not follow.
  public var advice: String?

  /// A diagnostic as part of a report.
  public init(_ diagnostic: Diagnostic) {
    id = diagnostic.id
    place = SourcePlace(file: diagnostic.file, line: diagnostic.line, key: diagnostic.key)
    found = diagnostic.found
    expected = diagnostic.expected
    advice = diagnostic.advice
  }

  /// The same as an error.
  public var diagnostic: Diagnostic {
    Diagnostic(
      id: id, file: place.file, key: place.key, line: place.line, found: found, expected: expected, advice: advice)
  }

  /// One sentence without a full stop: "pools[0].racks: found 0, expected a whole number of 1 or more".
  public var sentence: String {
    let key = place.key.isEmpty ? "" : "\(place.key): "
    return "\(key)found \(found), expected \(expected)" + (advice.map { "; \($0)" } ?? "")
  }
}
