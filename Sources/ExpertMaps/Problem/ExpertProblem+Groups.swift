extension ExpertProblem {
  /// Of groups that are kept whole, as every way of dividing them is looked at.
  public static let mostGroups = 16
  /// The ranks of each domain, in the order in which domains first appear.
  public var ranksOfDomains: [[Int]] {
    var order: [Int] = []
    var members: [Int: [Int]] = [:]
    for (index, rank) in ranks.enumerated() {
      if members[rank.domain] == nil { order.append(rank.domain) }
      members[rank.domain, default: []].append(index)
    }
    return order.map { members[$0] ?? [] }
  }

  /// Whether groups can be kept whole: they are of one size, every domain can hold as many, and domains are alike.
  public var canKeepGroupsWhole: Bool {
    let domains = ranksOfDomains
    let kinds = domains.map {
      $0.map { [Double(ranks[$0].slots), ranks[$0].speed] }.sorted { ($0[0], $0[1]) < ($1[0], $1[1]) }
    }
    return (1...Self.mostGroups).contains(wholeGroups) && expertCount % wholeGroups == 0
      && wholeGroups % domains.count == 0
      && mostCopies % domains.count == 0 && kinds.allSatisfy { $0 == kinds[0] }
  }

  /// Experts of the groups whose bit is set, ascending.
  public func experts(ofGroups groups: Int) -> [Int] {
    let size = expertCount / wholeGroups
    return (0..<expertCount).filter { groups >> ($0 / size) & 1 == 1 }
  }

  /// The placement of some groups in one domain, in the unit of time of the whole.
  public func part(groups: Int, ranks members: [Int]) -> ExpertProblem {
    let experts = experts(ofGroups: groups)
    return ExpertProblem(
      popularity: popularity.map { row in experts.map { row[$0] } }, ranks: members.map { ranks[$0] },
      mostCopies: mostCopies * members.count / ranks.count, survivesLoss: survivesLoss)
  }
}
