/// What may fail without a demand being missed.
public struct SpareRule: Codable, Sendable, Hashable {
  /// What fails: any one of these at a time.
  public enum Unit: String, Codable, Sendable, CaseIterable {
    case gpu
    case node
    case rack
  }

  /// What becomes of the workers that had a GPU in it.
  public enum Mode: String, Codable, Sendable, CaseIterable {
    /// They are gone; the others serve the demand.
    case survivors
    /// They start again where GPUs are free.
    case restart
  }

  /// What fails.
  public var unit: Unit
  /// What happens then.
  public var mode: Mode

  /// - Parameters: As the properties of the same names.
  public init(unit: Unit, mode: Mode = .survivors) {
    self.unit = unit
    self.mode = mode
  }
}
