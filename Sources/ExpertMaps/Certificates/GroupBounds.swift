/// Bounds on the time of a domain for sets of groups that it may hold, which together bound every division of the groups.
public struct GroupBounds: Sendable, Equatable, Codable {
  /// The bound of a set of groups, given as bits.
  public struct Entry: Sendable, Equatable, Codable {
    /// Groups, as bits.
    public let groups: Int
    /// What no placement of them in one domain undercuts.
    public let bound: BalanceBound

    /// - Parameters: As the properties of the same names.
    public init(groups: Int, bound: BalanceBound) {
      self.groups = groups
      self.bound = bound
    }
  }

  /// Of the sets for which closed bounds were not enough.
  public let entries: [Entry]

  /// - Parameter entries: Of the sets for which closed bounds are not enough.
  public init(_ entries: [Entry]) { self.entries = entries }

  /// The time that no placement undercuts that keeps groups whole; nothing where an entry does not hold.
  public func time(of problem: ExpertProblem) -> Double {
    guard problem.canKeepGroupsWhole, entries.allSatisfy({ (1..<1 << problem.wholeGroups).contains($0.groups) }) else {
      return 0
    }
    let domains = problem.ranksOfDomains
    func part(_ groups: Int) -> ExpertProblem { problem.part(groups: groups, ranks: domains[0]) }
    guard entries.allSatisfy({ $0.bound.holds(for: part($0.groups)) }) else { return 0 }
    let known = Dictionary(entries.map { ($0.groups, $0.bound.time) }, uniquingKeysWith: max)
    return GroupDivision(groups: problem.wholeGroups, domains: domains.count) { groups in
      known[groups] ?? ClosedBounds(part(groups)).best.time
    }.time
  }
}
