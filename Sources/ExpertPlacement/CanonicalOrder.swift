import ExpertMaps

/// A problem with experts by falling load and ranks by kind, so that names make no difference to what is found.
struct CanonicalOrder {
  let problem: ExpertProblem
  /// The expert that each of the ordered ones is.
  private let experts: [Int]
  private let ranks: [Int]

  init(_ original: ExpertProblem) {
    let experts = Self.experts(original)
    let ranks = Self.ranks(original)
    self.experts = experts
    self.ranks = ranks
    problem = ExpertProblem(
      popularity: original.popularity.map { row in experts.map { row[$0] } }, ranks: ranks.map { original.ranks[$0] },
      mostCopies: original.mostCopies, survivesLoss: original.survivesLoss)
  }

  /// The answer in the names of the original problem.
  func restore(_ answer: PlacementAnswer, of original: ExpertProblem) -> PlacementAnswer {
    var held = [[Int]](repeating: [], count: ranks.count)
    for (rank, ordered) in zip(ranks, answer.map.ranks) { held[rank] = ordered.map { experts[$0] } }
    return PlacementAnswer(
      map: ExpertMap(ranks: held), problem: original,
      bound: BalanceBound(time: answer.bound.time, proof: restore(answer.bound.proof)))
  }

  private func restore(_ proof: BalanceProof) -> BalanceProof {
    switch proof {
    case .prices(let tree): .prices(restore(tree))
    case .mean, .largestShare, .crowding, .groups: proof
    }
  }

  private func restore(_ tree: PriceTree) -> PriceTree {
    switch tree {
    case .prices(let prices):
      var restored = prices.experts
      for (place, expert) in experts.enumerated() { restored[expert] = prices.experts[place] }
      return .prices(PatternPrices(scenarioWeights: prices.scenarioWeights, experts: restored, copy: prices.copy))
    case .copies(let expert, let most, let few, let many):
      return .copies(expert: experts[expert], most: most, few: restore(few), many: restore(many))
    }
  }

  /// By falling load in the first scenario, then in the next.
  private static func experts(_ problem: ExpertProblem) -> [Int] {
    (0..<problem.expertCount).sorted { first, second in
      for row in problem.popularity where row[first] != row[second] { return row[first] > row[second] }
      return first < second
    }
  }

  /// By kind; where failure domains matter, those with the largest ranks first.
  private static func ranks(_ problem: ExpertProblem) -> [Int] {
    func isBefore(_ first: Int, _ second: Int) -> Bool {
      let one = problem.ranks[first]
      let other = problem.ranks[second]
      return (one.slots, one.speed, second) > (other.slots, other.speed, first)
    }
    guard problem.survivesLoss else { return problem.ranks.indices.sorted(by: isBefore) }
    let domains = Dictionary(grouping: problem.ranks.indices) { problem.ranks[$0].failureDomain }
      .mapValues { $0.sorted(by: isBefore) }
    func kinds(_ domain: [Int]) -> [[Double]] {
      domain.map { [Double(problem.ranks[$0].slots), problem.ranks[$0].speed] }
    }
    return domains.values.sorted { first, second in
      for (one, other) in zip(kinds(first), kinds(second)) where one != other {
        return (one[0], one[1]) > (other[0], other[1])
      }
      return (first.count, second[0]) > (second.count, first[0])
    }.flatMap { $0 }
  }
}
