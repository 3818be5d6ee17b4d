/// Which values a variable may take between its bounds.
public enum VariableKind: UInt8, Sendable, Equatable {
  /// Any value.
  case continuous
  /// Whole numbers.
  case integer
  /// 0 or 1.
  case binary

  /// Whether only whole numbers will do.
  public var isIntegral: Bool { self != .continuous }
}
