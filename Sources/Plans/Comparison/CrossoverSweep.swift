/// The winners along one input.
public struct CrossoverSweep: Codable, Sendable, Equatable {
  /// A value that was solved for.
  public struct Cell: Codable, Sendable, Equatable {
    /// Of the input.
    public var value: Double
    /// The best layout; absent where nothing fits.
    public var winner: String?

    /// - Parameters: As the properties of the same names.
    public init(value: Double, winner: String?) {
      self.value = value
      self.winner = winner
    }
  }

  /// "scaleOutBandwidth", "domainSize", "context", "batch" or "expertsPerToken".
  public var axis: String
  /// Of the values: "GB/s per GPU, one way".
  public var unit: String
  /// What the inputs say; absent where they leave it open.
  public var current: Double?
  /// Ascending values.
  public var cells: [Cell]
  /// Why nothing was tried; absent where it was.
  public var obstacle: String?

  /// - Parameters: As the properties of the same names.
  public init(axis: String, unit: String, current: Double?, cells: [Cell], obstacle: String? = nil) {
    self.axis = axis
    self.unit = unit
    self.current = current
    self.cells = cells
    self.obstacle = obstacle
  }
}
