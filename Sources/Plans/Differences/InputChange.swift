/// An input that is another one, or a value of it.
public struct InputChange: Codable, Sendable, Equatable {
  /// Where it stands: "model", "workload.context_tokens", "cluster.pools[gb200].tiers[0].bandwidth".
  public var key: String
  /// For people: "context".
  public var name: String
  /// As plan A has it, for people; absent where it has none.
  public var before: String?
  /// As plan B has it.
  public var after: String?
  /// SHA-256 of what was read for plan A; absent for a value.
  public var beforeSHA256: String?
  /// SHA-256 of what was read for plan B.
  public var afterSHA256: String?

  /// - Parameters: As the properties of the same names.
  public init(
    key: String, name: String, before: String?, after: String?, beforeSHA256: String? = nil, afterSHA256: String? = nil
  ) {
    self.key = key
    self.name = name
    self.before = before
    self.after = after
    self.beforeSHA256 = beforeSHA256
    self.afterSHA256 = afterSHA256
  }
}
