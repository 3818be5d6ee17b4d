import Plans

/// Why there is no plan, for a person.
public struct RefusalReport: CustomStringConvertible, Sendable {
  private let refusal: Refusal

  /// - Parameter refusal: The reason and what would change it.
  public init(_ refusal: Refusal) { self.refusal = refusal }

  /// The reason, then a line for each change.
  public var description: String {
    let changes = refusal.changes.map { "  - \($0)" }
    return
      (TextLayout.wrap("No plan: \(refusal.sentence).", indent: 2)
      + (changes.isEmpty ? [] : ["Any one of these would do:"] + changes))
      .joined(separator: "\n")
  }
}
