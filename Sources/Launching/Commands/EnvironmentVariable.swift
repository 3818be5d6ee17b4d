/// A variable of the environment that a command is started in.
public struct EnvironmentVariable: Sendable, Hashable {
  /// "SGLANG_PP_LAYER_PARTITION".
  public let name: String
  /// Unquoted.
  public let value: String

  /// - Parameters: As the properties of the same names.
  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}
