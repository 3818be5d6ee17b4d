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
  /// Whether somebody stopped the search: what it did not get to is in the bound, and nothing else was solved for. Absent
  /// where it came to its end.
  public var isInterrupted: Bool?

  /// - Parameters: As the properties of the same names.
  public init(intervals: Int, batches: Int, bounds: Int, layouts: Int, isInterrupted: Bool? = nil) {
    self.intervals = intervals
    self.batches = batches
    self.bounds = bounds
    self.layouts = layouts
    self.isInterrupted = isInterrupted
  }
}
