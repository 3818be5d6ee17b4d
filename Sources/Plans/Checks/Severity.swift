/// How much it matters that a limit is not kept.
public enum Severity: String, Codable, Sendable, CaseIterable {
  /// The check fails.
  case error
  /// It is reported, and the check passes.
  case warning
  /// It is said, and nothing more.
  case note
}
