/// The experts of one layer with their popularity, and the ranks to place them on.
///
/// The time of a placement is T = max over scenarios k and ranks g of Σ w_ke / r_e / speed_g over the copies on g,
/// where r_e is the number of copies of expert e, between which its tokens are split evenly. Popularities are scaled so
/// that T = 1 where every rank is equally busy in every scenario, which is a lower bound.
public struct ExpertProblem: Sendable, Hashable {
  /// [scenario][expert], at least one scenario; each row adds up to the speeds of all ranks, or to less in a part of a
  /// problem.
  public let popularity: [[Double]]
  /// The ranks, at least one.
  public let ranks: [ExpertRank]
  /// Most copies of experts in all: E and the redundant ones. Ranks may have more slots than this.
  public let mostCopies: Int
  /// Whether an expert with several copies must have them in more than one failure domain.
  public let survivesLoss: Bool
  /// The number of groups of equally many neighbouring experts that must each lie in one domain, every domain holding
  /// as many groups and copies as any other, as node-limited routing favours. 1 where experts may go anywhere.
  public let wholeGroups: Int

  /// - Parameters:
  ///   - popularity: Popularity by [scenario][expert], scaled as the property describes.
  ///   - ranks: The ranks, at least one.
  ///   - mostCopies: The number of copies, E and the redundant ones; copies beyond the slots of the ranks are dropped.
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

  /// The problem of counted tokens.
  /// - Parameters:
  ///   - tokens: Tokens by [scenario][expert]; a scenario without tokens counts as even.
  ///   - ranks: The ranks, at least one.
  ///   - redundant: The number of copies beyond the first of each expert.
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
  /// The allowed numbers of copies of each expert: at most one for each rank, and at most the copies that the others
  /// leave.
  public var copyLimits: [ClosedRange<Int>] {
    let most = max(1, min(ranks.count, mostCopies - expertCount + 1))
    return [ClosedRange<Int>](repeating: 1...most, count: expertCount)
  }
  /// Whether all ranks have the same slots and speed.
  public var hasEqualRanks: Bool {
    ranks.allSatisfy { $0.slots == ranks[0].slots && $0.speed == ranks[0].speed }
  }
}

extension [ExpertRank] {
  /// Equal ranks with the fewest slots that hold the copies, in blocks of domains.
  /// - Parameters:
  ///   - count: EP.
  ///   - copies: The number of copies of all experts together.
  ///   - perDomain: The number of ranks in a scale-up domain.
  ///   - perFailureDomain: The number of ranks that fail together.
  public static func equal(_ count: Int, copies: Int, perDomain: Int? = nil, perFailureDomain: Int? = nil) -> Self {
    (0..<count).map { rank in
      ExpertRank(
        slots: (copies + count - 1) / count, domain: rank / (perDomain ?? count),
        failureDomain: rank / (perFailureDomain ?? perDomain ?? count))
    }
  }
}

extension ExpertProblem {
  /// The largest number of groups kept whole, since all ways of dividing them are enumerated.
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

  /// Whether groups can be kept whole: they have one size, every domain can hold as many, and domains are equal.
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
