import Inputs

/// Figures that are changed together: one question of "what if".
public struct InputVariation: Sendable, Hashable {
  /// One after the other.
  public let changes: [InputChange]
  /// As the user wrote it.
  public let text: String

  /// - Parameters:
  ///   - text: Changes with commas between them: "scale-out=2x, hbm=192GB".
  ///   - flag: What a message names as the place.
  /// - Throws: `Diagnostic` for a change that cannot be read, or an axis that is changed twice.
  public init(parsing text: String, flag: String) throws {
    self.text = text
    changes = try text.split(separator: ",", omittingEmptySubsequences: false).map {
      try InputChange(parsing: String($0), flag: flag)
    }
    for (index, change) in changes.enumerated() {
      let isRepeated = changes[..<index].contains { $0.axis == change.axis && $0.pool == change.pool }
      guard !isRepeated else {
        throw Diagnostic(
          id: "duplicate-name", file: flag, key: change.axis.name, found: "\"\(text)\", which sets it twice",
          expected: "one value; repeat \(flag) for another question")
      }
    }
  }

  /// The request after all of them.
  /// - Throws: `Diagnostic` with the flag and the axis.
  public func applied(to request: PlanRequest, flag: String) throws -> PlanRequest {
    try changes.reduce(request) { try $1.applied(to: $0, flag: flag) }
  }

  /// For people, with what was before.
  public func sentence(for request: PlanRequest) -> String {
    changes.map { $0.sentence(for: request) }.joined(separator: ", ")
  }
}
