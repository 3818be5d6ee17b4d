/// How much work a search was; the same for the same inputs.
public struct SearchEffort: Codable, Sendable, Equatable {
  /// Intervals of batch sizes closed by a bound.
  public var intervals: Int
  /// Batch sizes costed.
  public var batches: Int
  /// Bounds computed.
  public var bounds: Int
  /// Layouts tried.
  public var layouts: Int

  /// - Parameters: As the properties of the same names.
  public init(intervals: Int, batches: Int, bounds: Int, layouts: Int) {
    self.intervals = intervals
    self.batches = batches
    self.bounds = bounds
    self.layouts = layouts
  }
}
