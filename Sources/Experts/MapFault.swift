/// A violation of a problem by a map.
public enum MapFault: Error, Sendable, Equatable {
  /// Another number of ranks.
  case rankCount(found: Int, expected: Int)
  /// A number that no expert has.
  case unknownExpert(Int, rank: Int)
  /// No rank holds the expert.
  case missing(expert: Int)
  /// A rank holds the expert twice.
  case duplicate(expert: Int, rank: Int)
  /// A rank holds more than its slots.
  case overfull(rank: Int, found: Int, slots: Int)
  /// More copies than the problem allows.
  case tooManyCopies(found: Int, most: Int)
  /// All copies of an expert are in one failure domain.
  case together(expert: Int, failureDomain: Int)
  /// A group of experts is split between domains.
  case splitGroup(Int)
}

extension MapFault: CustomStringConvertible {
  /// A sentence.
  public var description: String {
    switch self {
    case .rankCount(let found, let expected): "the map has \(found) ranks where there are \(expected)"
    case .unknownExpert(let expert, let rank): "rank \(rank) holds expert \(expert), which does not exist"
    case .missing(let expert): "no rank holds expert \(expert)"
    case .duplicate(let expert, let rank): "rank \(rank) holds expert \(expert) twice"
    case .overfull(let rank, let found, let slots): "rank \(rank) holds \(found) experts in \(slots) slots"
    case .tooManyCopies(let found, let most): "there are \(found) copies of experts where \(most) were allowed"
    case .together(let expert, let domain): "all copies of expert \(expert) lie in failure domain \(domain)"
    case .splitGroup(let group): "experts of group \(group) lie in several domains"
    }
  }
}

extension ExpertMap {
  /// The first thing that is wrong with the map; `nil` where it is an answer.
  public func fault(in problem: ExpertProblem) -> MapFault? {
    guard ranks.count == problem.ranks.count else {
      return .rankCount(found: ranks.count, expected: problem.ranks.count)
    }
    let experts = problem.expertCount
    for (rank, held) in ranks.enumerated() {
      if let unknown = held.first(where: { !(0..<experts).contains($0) }) { return .unknownExpert(unknown, rank: rank) }
      if let twice = zip(held, held.dropFirst()).first(where: { $0 == $1 }) {
        return .duplicate(expert: twice.0, rank: rank)
      }
      let slots = problem.ranks[rank].slots
      if held.count > slots { return .overfull(rank: rank, found: held.count, slots: slots) }
    }
    let copies = copies(of: experts)
    if let missing = copies.firstIndex(of: 0) { return .missing(expert: missing) }
    let total = copies.reduce(0, +)
    if total > problem.mostCopies { return .tooManyCopies(found: total, most: problem.mostCopies) }
    if problem.survivesLoss, let fault = lostTogether(in: problem, copies: copies) { return fault }
    return splitGroup(in: problem)
  }

  private func splitGroup(in problem: ExpertProblem) -> MapFault? {
    guard problem.wholeGroups > 1 else { return nil }
    var domains = [Int?](repeating: nil, count: problem.wholeGroups)
    for (rank, held) in ranks.enumerated() {
      for expert in held {
        let group = expert * problem.wholeGroups / problem.expertCount
        let domain = problem.ranks[rank].domain
        if domains[group] ?? domain != domain { return .splitGroup(group) }
        domains[group] = domain
      }
    }
    return nil
  }

  private func lostTogether(in problem: ExpertProblem, copies: [Int]) -> MapFault? {
    var domains = [Set<Int>](repeating: [], count: copies.count)
    for (rank, held) in ranks.enumerated() {
      for expert in held { domains[expert].insert(problem.ranks[rank].failureDomain) }
    }
    return copies.indices.first { copies[$0] > 1 && domains[$0].count == 1 }
      .map { .together(expert: $0, failureDomain: domains[$0].first ?? 0) }
  }
}
