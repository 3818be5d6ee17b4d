import Plans

/// Why there is no plan or no prediction, for a person.
public struct RefusalReport: CustomStringConvertible, Sendable {
  private let refusal: Refusal
  private let answer: String

  /// - Parameters:
  ///   - refusal: The reason and what would change it.
  ///   - answer: What there is none of: "plan".
  public init(_ refusal: Refusal, answer: String = "plan") {
    self.refusal = refusal
    self.answer = answer
  }

  /// The reason, then a line for each change.
  public var description: String {
    let changes = refusal.changes.map { "  - \($0)" }
    return
      (TextLayout.wrap("No \(answer): \(refusal.sentence).", indent: 2)
      + (changes.isEmpty ? [] : ["Any one of these would do:"] + changes))
      .joined(separator: "\n")
  }
}
