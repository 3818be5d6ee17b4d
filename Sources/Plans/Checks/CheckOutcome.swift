/// What became of a limit, a deployment or a policy.
public enum CheckOutcome: String, Codable, Sendable, CaseIterable {
  /// It holds.
  case pass
  /// It does not.
  case fail
  /// The best that was found does not keep it, and what was proved does not rule it out.
  case unproved
  /// It was not looked at: nothing fits, so there is no figure.
  case skipped
  /// The question was bad: an input is missing or wrong.
  case fault
}
