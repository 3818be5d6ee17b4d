/// The experts of one layer, the traffic that they see, and the ranks that they go to.
///
/// A placement takes T = max over scenarios k and ranks g of Σ w_ke / r_e / speed_g over the copies on g, where r_e is the
/// number of copies of expert e, between which its tokens are split evenly. Popularities are scaled so that T = 1 where
/// every rank is equally busy in every scenario, and nothing is faster.
public struct ExpertProblem: Sendable, Equatable {
  /// [scenario][expert], at least one scenario; each row adds up to the speeds of all ranks, or to less in a part of a
  /// problem.
  public let popularity: [[Double]]
  /// At least one.
  public let ranks: [ExpertRank]
  /// Most copies of experts in all: E and the redundant ones. Ranks may have more slots than this.
  public let mostCopies: Int
  /// Whether an expert with several copies must have them in more than one failure domain.
  public let survivesLoss: Bool
  /// Groups of equally many neighbouring experts, each of which must lie in one domain, every domain holding as many
  /// groups and copies as any other: what node-limited routing profits from. 1 where experts may go anywhere.
  public let wholeGroups: Int

  /// - Parameters:
  ///   - popularity: [scenario][expert], scaled as the property says.
  ///   - ranks: At least one.
  ///   - mostCopies: E and the redundant ones; what the ranks have no slots for is left out.
  ///   - survivesLoss: Whether an expert with several copies must have them in more than one failure domain.
  ///   - wholeGroups: Groups of neighbouring experts that must not be split between domains.
  public init(
    popularity: [[Double]], ranks: [ExpertRank], mostCopies: Int, survivesLoss: Bool = false, wholeGroups: Int = 1
  ) {
    self.popularity = popularity
    self.ranks = ranks
    self.mostCopies = min(mostCopies, ranks.reduce(0) { $0 + $1.slots })
    self.survivesLoss = survivesLoss
    self.wholeGroups = wholeGroups
  }

  /// The same from counted tokens.
  /// - Parameters:
  ///   - tokens: [scenario][expert]; a scenario without tokens counts as even.
  ///   - ranks: At least one.
  ///   - redundant: Copies beyond the first of each expert.
  ///   - survivesLoss: Whether an expert with several copies must have them in more than one failure domain.
  ///   - wholeGroups: Groups of neighbouring experts that must not be split between domains.
  public init(
    tokens: [[Double]], ranks: [ExpertRank], redundant: Int, survivesLoss: Bool = false, wholeGroups: Int = 1
  ) {
    let speed = ranks.reduce(0) { $0 + $1.speed }
    let popularity = tokens.map { row in
      let sum = row.reduce(0, +)
      return row.map { sum > 0 ? $0 / sum * speed : speed / Double(row.count) }
    }
    self.init(
      popularity: popularity, ranks: ranks, mostCopies: (tokens.first?.count ?? 0) + redundant,
      survivesLoss: survivesLoss, wholeGroups: wholeGroups)
  }

  /// E.
  public var expertCount: Int { popularity.first?.count ?? 0 }
  /// Slots of all ranks.
  public var slotCount: Int { ranks.reduce(0) { $0 + $1.slots } }
  /// Whether there are copies for every slot. They are used then, even where fewer would be better: runtimes want an expert
  /// in each.
  public var fillsEverySlot: Bool { mostCopies == slotCount }
  /// Whether every expert finds a slot.
  public var isFeasible: Bool { slotCount >= expertCount }
  /// For each expert how many copies it may have: at most one for each rank, and what the others leave.
  public var copyLimits: [ClosedRange<Int>] {
    let most = max(1, min(ranks.count, mostCopies - expertCount + 1))
    return [ClosedRange<Int>](repeating: 1...most, count: expertCount)
  }
  /// Whether ranks differ in nothing but where they are.
  public var hasEqualRanks: Bool {
    ranks.allSatisfy { $0.slots == ranks[0].slots && $0.speed == ranks[0].speed }
  }
}

extension [ExpertRank] {
  /// Equal ranks with as few slots as hold the copies, in blocks of domains.
  /// - Parameters:
  ///   - count: EP.
  ///   - copies: Of all experts together.
  ///   - perDomain: Ranks in a scale-up domain.
  ///   - perFailureDomain: Ranks that fail together.
  public static func equal(_ count: Int, copies: Int, perDomain: Int? = nil, perFailureDomain: Int? = nil) -> Self {
    (0..<count).map { rank in
      ExpertRank(
        slots: (copies + count - 1) / count, domain: rank / (perDomain ?? count),
        failureDomain: rank / (perFailureDomain ?? perDomain ?? count))
    }
  }
}

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
