/// Rows that have something in common.
public struct ValidationGroup: Sendable, Hashable {
  /// What they are put together by.
  public let grouping: Grouping
  /// What they have in common, in parts: ["DeepSeek-V3", "H200", "aggregated", "sglang"].
  public let name: [String]
  /// How near predictions of them are.
  public let statistics: ValidationStatistics

  /// The groups of some rows by name. Rows that measured no quantity of serving are in none.
  static func groups(of outcomes: [RunOutcome], by grouping: Grouping) -> [ValidationGroup] {
    Dictionary(grouping: outcomes.filter { !$0.comparisons.isEmpty }) { grouping.name(of: $0.labels) }
      .map { ValidationGroup(grouping: grouping, name: $0.key, statistics: ValidationStatistics($0.value)) }
      .sorted { $0.name.lexicographicallyPrecedes($1.name) }
  }
}
