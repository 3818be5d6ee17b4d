import Experts
import Optimization

/// Places groups of experts that must not be split between domains: divides the groups between domains, then places
/// each domain separately.
///
/// A set of groups is placed only where the best division so far contains it; closed bounds stand for the other sets. A
/// division whose sets are all placed is therefore the best.
struct GroupPlacer {
  private let problem: ExpertProblem
  private let effort: PlacementEffort
  private let optimizer: (any Optimizer)?
  private let domains: [[Int]]
  /// Sets of groups that are placed at most.
  private let mostParts = 64

  /// - Parameters: Those of `ExpertPlacer`; the groups can be kept whole.
  init(_ problem: ExpertProblem, effort: PlacementEffort, optimizer: (any Optimizer)?) {
    self.problem = problem
    self.effort = effort
    self.optimizer = optimizer
    domains = problem.ranksOfDomains
  }

  /// The best placement found, with a bound.
  func place() -> PlacementAnswer {
    var placed: [Int: PlacementAnswer] = [:]
    var closed: [Int: Double] = [:]
    func closedTime(_ groups: Int) -> Double {
      if let known = closed[groups] { return known }
      let time = ClosedBounds(part(groups)).best.time
      closed[groups] = time
      return time
    }
    while true {
      let division = divide { placed[$0]?.time ?? closedTime($0) }
      let missing = division.domains.filter { placed[$0] == nil }
      if missing.isEmpty || placed.count >= mostParts { break }
      for groups in missing {
        placed[groups] = ExpertPlacer(part(groups), effort: effort, optimizer: optimizer).place()
      }
    }
    let best = divide { placed[$0]?.time ?? .infinity }
    let bounds = GroupBounds(placed.sorted { $0.key < $1.key }.map { .init(groups: $0.key, bound: $0.value.bound) })
    let lower = divide { placed[$0]?.bound.time ?? closedTime($0) }.time
    return PlacementAnswer(
      map: map(best.domains.map { ($0, placed[$0]) }), problem: problem,
      bound: BalanceBound(time: lower, proof: .groups(bounds)))
  }

  private func divide(_ time: (Int) -> Double) -> GroupDivision {
    GroupDivision(groups: problem.wholeGroups, domains: domains.count, time: time)
  }

  private func part(_ groups: Int) -> ExpertProblem { problem.part(groups: groups, ranks: domains[0]) }

  private func map(_ parts: [(groups: Int, answer: PlacementAnswer?)]) -> ExpertMap {
    var ranks = [[Int]](repeating: [], count: problem.ranks.count)
    for (domain, part) in zip(domains, parts) {
      let experts = problem.experts(ofGroups: part.groups)
      for (rank, held) in zip(ordered(domain), part.answer.map { ordered($0.map.ranks) } ?? []) {
        ranks[rank] = held.map { experts[$0] }
      }
    }
    return ExpertMap(ranks: ranks)
  }

  /// Ranks of a domain in the order of those of the first, which they equal but for their order.
  private func ordered(_ domain: [Int]) -> [Int] {
    domain.sorted { key($0) < key($1) }
  }

  private func ordered(_ held: [[Int]]) -> [[Int]] {
    zip(domains[0], held).sorted { key($0.0) < key($1.0) }.map(\.1)
  }

  private func key(_ rank: Int) -> (Int, Double, Int) { (problem.ranks[rank].slots, problem.ranks[rank].speed, rank) }
}
