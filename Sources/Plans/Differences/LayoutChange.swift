/// How replicas divide the work before and after.
public struct LayoutChange: Codable, Sendable, Equatable {
  /// Of plan A.
  public var before: PlanLayout
  /// Of plan B.
  public var after: PlanLayout

  /// - Parameters: As the properties of the same names.
  public init(before: PlanLayout, after: PlanLayout) {
    self.before = before
    self.after = after
  }
}
