/// What a source says, and where.
public struct Stated<Value: Sendable>: Sendable {
  /// What it says.
  public let value: Value
  /// Where.
  public let origin: Origin

  init(_ value: Value, _ origin: Origin) {
    self.value = value
    self.origin = origin
  }
}
