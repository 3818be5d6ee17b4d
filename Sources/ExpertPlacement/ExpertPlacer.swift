import Experts
import Optimization

/// Places the experts of one layer.
public struct ExpertPlacer: Sendable {
  private let problem: ExpertProblem
  private let effort: PlacementEffort
  private let optimizer: (any Optimizer)?
  private let isStopped: @Sendable () -> Bool
  /// The time of a placement found by other means, which the search must not exceed.
  private var ceiling = Double.infinity

  /// - Parameters:
  ///   - problem: Experts, ranks and traffic. Every expert must find a slot, and groups must divide evenly.
  ///   - effort: The effort of the search.
  ///   - optimizer: Solves the pattern programs, which improve on the closed bounds; `nil` leaves them out.
  ///   - isStopped: Whether to stop with the incumbent and the bound proved so far; called repeatedly.
  public init(
    _ problem: ExpertProblem, effort: PlacementEffort = PlacementEffort(), optimizer: (any Optimizer)? = nil,
    isStopped: @escaping @Sendable () -> Bool = { false }
  ) {
    self.isStopped = isStopped
    self.problem = problem
    self.effort = effort
    self.optimizer = optimizer
  }

  /// The best placement found, with a bound. The order of experts and ranks makes no difference.
  public func place() -> PlacementAnswer {
    let greedy = GreedyPlacer(
      loads: (0..<problem.expertCount).map { expert in problem.popularity.reduce(0) { $0 + $1[expert] } },
      ranks: problem.ranks, redundant: problem.mostCopies - problem.expertCount, groups: problem.wholeGroups
    ).place()
    // A search ends within its tolerance, where the greedy may be ahead of it: with two copies on one rank, even.
    let answer = placed(notBehind: greedy.time(of: problem))
    guard greedy.fault(in: problem) == nil, greedy.time(of: problem) < answer.time else { return answer }
    return PlacementAnswer(map: greedy, problem: problem, bound: answer.bound)
  }

  private func placed(notBehind time: Double) -> PlacementAnswer {
    if problem.wholeGroups > 1, problem.canKeepGroupsWhole {
      return GroupPlacer(problem, effort: effort, optimizer: optimizer).place()
    }
    let order = CanonicalOrder(problem)
    var placer = ExpertPlacer(order.problem, effort: effort, optimizer: optimizer, isStopped: isStopped)
    placer.ceiling = time
    return order.restore(placer.search(), of: problem)
  }

  private func search() -> PlacementAnswer { problem.run(SearchTask(placer: self)) }

  private struct SearchTask: LoadVectorTask {
    let placer: ExpertPlacer

    func run<Loads: LoadVector>(_ popularity: [Loads]) -> PlacementAnswer { placer.place(popularity) }
  }

  private func place<Loads: LoadVector>(_ popularity: [Loads]) -> PlacementAnswer {
    let closed = ClosedBounds(problem).best
    // With thousands of slots what the greedy is ahead by, within the tolerance, is not worth a search.
    let isLarge = problem.slotCount > PlacementEffort.mostSlots
    let target = isLarge ? closed.time * (1 + tolerance) : max(closed.time, min(closed.time * (1 + tolerance), ceiling))
    var state = PlacementState(problem, popularity: popularity)
    var random = SplitMix(seed: 1)
    state.construct(
      ReplicaCounts(loads: popularity.map(\.largest), copies: problem.mostCopies, most: problem.ranks.count).counts)
    if isLarge {
      state.fillWithCoolest()
    } else {
      state.set(state.slots(of: SlotFilling(problem).filled(state.map)))
    }
    state.descend(to: target)
    let pairs = PairSearch(problem)
    let steps = effort.steps * 64 / max(256, problem.mostCopies)
    if let map = pairs?.map(steps: steps, times: pairTimes, target: target, random: &random) {
      state.keepBetter(state.slots(of: map))
      state.repack(to: target)
    }
    if pairs?.isComplete != true || problem.slotCount <= 64 { search(&state, target: target, random: &random) }
    let (bound, copies) = bound(closed, for: state.map)
    if let pairs { search(&state, pairs, copies: copies, steps: steps, bound: bound.time, random: &random) }
    return PlacementAnswer(map: state.map, problem: problem, bound: bound)
  }

  /// Searches on from the copies that the bound's program proposes, and where the gap is still wide once more from the
  /// greedy's.
  private func search<Loads: LoadVector>(
    _ state: inout PlacementState<Loads>, _ pairs: PairSearch, copies: [Double]?, steps: Int, bound: Double,
    random: inout SplitMix
  ) {
    let target = bound * (1 + tolerance)
    guard let copies, state.time > target else { return }
    if let map = pairs.map(copies: copies, steps: steps, target: target, random: &random) {
      state.keepBetter(state.slots(of: map))
    }
    if state.time > bound * Self.wideGap,
      let map = pairs.map(steps: steps, times: 2 * pairTimes, target: target, random: &random)
    {
      state.keepBetter(state.slots(of: map))
    }
    state.repack(to: target)
  }

  private static let wideGap = 1.005

  /// How often the numbers of copies of pairs are looked for from the greedy's.
  private var pairTimes: Int { problem.mostCopies <= 128 ? effort.cycles : max(1, effort.cycles / 8) }

  /// Cycles of annealing, each from the best placement so far.
  private func search<Loads: LoadVector>(
    _ state: inout PlacementState<Loads>, target: Double, random: inout SplitMix
  ) {
    let annealing = effort.annealing(of: problem)
    for cycle in 0..<annealing.cycles where state.time > target && !isStopped() {
      let best = state.expertOfSlot
      state.anneal(
        .cycle(cycle, steps: annealing.steps, of: problem), target: target, random: &random,
        isStopped: isStopped)
      if !problem.survivesLoss { state.repack(to: target) }
      state.keepBetter(best)
    }
  }

  private var tolerance: Double { effort.tolerance(copies: problem.mostCopies) }

  private func bound(_ closed: BalanceBound, for map: ExpertMap) -> (bound: BalanceBound, copies: [Double]?) {
    let time = map.time(of: problem)
    // With several scenarios the mean is bounded, which says little about the worst.
    guard !isStopped(), let optimizer, problem.popularity.count == 1, time > closed.time * (1 + tolerance) else {
      return (closed, nil)
    }
    return PatternBound(problem, weights: [1], effort: effort, optimizer: optimizer)
      .improve(closed, target: time / (1 + tolerance), map: map)
  }
}

/// The problem with experts sorted by falling load and ranks by kind, so that the result is independent of names.
private struct CanonicalOrder {
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

  /// Experts by falling load in the first scenario, then in the next.
  private static func experts(_ problem: ExpertProblem) -> [Int] {
    (0..<problem.expertCount).sorted { first, second in
      for row in problem.popularity where row[first] != row[second] { return row[first] > row[second] }
      return first < second
    }
  }

  /// Ranks by kind; where failure domains matter, those with the largest ranks first.
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
