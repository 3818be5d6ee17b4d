/// Groups of runs that are left out one at a time, to see how a fit does on what is new to it.
public struct LeaveOut: Sendable {
  /// What the groups are: "family", "model".
  public let kind: String
  /// The group of a run.
  public let group: @Sendable (MeasuredRun) throws -> String

  /// - Parameters: As the properties of the same names.
  public init(kind: String, group: @escaping @Sendable (MeasuredRun) throws -> String) {
    self.kind = kind
    self.group = group
  }
}
