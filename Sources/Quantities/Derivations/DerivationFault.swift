/// Why a table of derivations cannot be trusted: what was found and what was expected, for the caller to add the file.
public struct DerivationFault: Error, Equatable, Sendable {
  /// Stable identifier: "derivation-operand" or "derivation-value".
  public let id: String
  /// Index of the entry at fault.
  public let entry: Int
  /// The key in it: "operands[1]", "value".
  public let key: String
  /// What stands there, with the name of the entry.
  public let found: String
  /// What would have been right, in words.
  public let expected: String
}
