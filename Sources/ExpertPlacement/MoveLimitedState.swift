import Glibc
import Experts
import FoundationEssentials

/// A placement under change that remembers where experts lie now, and how many it has moved.
struct MoveLimitedState<Loads: LoadVector> {
  private(set) var state: PlacementState<Loads>
  /// [expert · ranks + rank]: whether the rank holds the expert now.
  private let isHome: [Bool]
  /// Ranks that hold each expert now.
  let homes: [[Int]]
  /// Experts that each rank holds now.
  let residents: [[Int]]
  /// Domain of each group of experts, where groups are to stay whole.
  private let groupDomains: [Int]
  /// Copies on ranks that do not hold their expert now.
  private(set) var moved = 0

  init(_ problem: ExpertProblem, popularity: [Loads], current: ExpertMap) {
    state = PlacementState(problem, popularity: popularity)
    var isHome = [Bool](repeating: false, count: problem.expertCount * problem.ranks.count)
    var homes = [[Int]](repeating: [], count: problem.expertCount)
    var groupDomains = [Int](repeating: 0, count: problem.wholeGroups)
    for (rank, held) in current.ranks.enumerated() {
      for expert in Set(held) {
        isHome[expert * problem.ranks.count + rank] = true
        homes[expert].append(rank)
        groupDomains[expert * problem.wholeGroups / problem.expertCount] = problem.ranks[rank].domain
      }
    }
    self.isHome = isHome
    self.homes = homes
    residents = current.ranks.map { Set($0).sorted() }
    self.groupDomains = groupDomains
  }

  @inline(__always) func isForeign(_ expert: Int, on rank: Int) -> Bool {
    !isHome[expert &* state.rankCount &+ rank]
  }

  @inline(__always) private func foreign(_ expert: Int, _ rank: Int) -> Int { isForeign(expert, on: rank) ? 1 : 0 }

  /// Puts experts into slots as given.
  mutating func set(_ experts: [Int]) {
    state.set(experts)
    moved = experts.indices.reduce(0) { sum, slot in
      experts[slot] < 0 ? sum : sum + foreign(experts[slot], state.rankOfSlot[slot])
    }
  }

  mutating func prepare(doublings: Int, reference: Double) {
    state.doublings = doublings
    state.inverseReference = 1 / reference
    state.refresh()
  }

  /// Exchanges the contents of two slots, if that takes no move beyond `cap` and the potential, with `penalty` for each
  /// move, rises by no more than `limit`.
  mutating func exchange(_ slot: Int, _ other: Int, _ rule: MoveRule) -> Bool {
    let expert = state.expertOfSlot[slot]
    let otherExpert = state.expertOfSlot[other]
    let rank = state.rankOfSlot[slot]
    let otherRank = state.rankOfSlot[other]
    guard expert >= 0, mayMeet(rank, otherRank) else { return false }
    var change = foreign(expert, otherRank) - foreign(expert, rank)
    if otherExpert >= 0 { change += foreign(otherExpert, rank) - foreign(otherExpert, otherRank) }
    guard change <= 0 || moved + change <= rule.cap else { return false }
    guard state.exchange(slot, other, limit: rule.limit - rule.penalty * Double(change)) else { return false }
    moved += change
    return true
  }

  /// Puts one more copy of an expert into a slot, over one that is not its expert's last; rules as for exchanges.
  mutating func replace(_ slot: Int, with added: Int, _ rule: MoveRule) -> Bool {
    let rank = state.rankOfSlot[slot]
    let dropped = state.expertOfSlot[slot]
    guard mayHold(added, rank) else { return false }
    let change = foreign(added, rank) - (dropped >= 0 ? foreign(dropped, rank) : 0)
    guard change <= 0 || moved + change <= rule.cap else { return false }
    guard state.replace(slot, with: added, limit: rule.limit - rule.penalty * Double(change)) else { return false }
    moved += change
    return true
  }

  /// Undoes the last step.
  /// - Parameter before: The experts of the slots before the step.
  mutating func undo(_ step: FrontierStep, to before: [Int]) {
    let free = MoveRule(cap: .max, penalty: 0, limit: .infinity)
    let isUndone =
      switch step {
      case .exchange(let slot, let other): before[other] >= 0 && exchange(slot, other, free)
      case .replace(let slot, _): before[slot] >= 0 && replace(slot, with: before[slot], free)
      }
    // What has no way back, such as filling an empty slot, is set anew.
    if !isUndone { set(before) }
  }

  private func mayMeet(_ rank: Int, _ other: Int) -> Bool {
    state.problem.wholeGroups == 1 || state.problem.ranks[rank].domain == state.problem.ranks[other].domain
  }

  private func mayHold(_ expert: Int, _ rank: Int) -> Bool {
    let groups = state.problem.wholeGroups
    return groups == 1 || groupDomains[expert * groups / state.problem.expertCount] == state.problem.ranks[rank].domain
  }
}

extension FrontierRun {
  /// A way down from a map: again and again the step that cools the hottest rank most for each copy moved.
  mutating func descend(from map: ExpertMap, cap: Int) {
    guard map.fault(in: problem) == nil else { return }
    limited.set(limited.state.slots(of: map))
    while limited.moved < cap {
      limited.prepare(doublings: Self.doublings, reference: limited.state.time)
      guard let step = bestStep(cap: cap), make(step, MoveRule(cap: cap, penalty: 0, limit: .infinity)) else { return }
      record()
    }
  }

  /// Judged by making steps and taking them back.
  private mutating func bestStep(cap: Int) -> FrontierStep? {
    guard let hottest = limited.state.loads.indices.max(by: { (heat($0), $1) < (heat($1), $0) }) else { return nil }
    let before = limited.state.expertOfSlot
    let moved = limited.moved
    let potential = limited.state.potential
    var best: FrontierStep?
    var least = -1e-9
    for step in steps(of: hottest) {
      // Two copies may cost twice the potential of one.
      guard make(step, MoveRule(cap: cap, penalty: 0, limit: least)) else { continue }
      let gain = (limited.state.potential - potential) / Double(max(1, limited.moved - moved))
      if gain < least {
        least = gain
        best = step
      }
      limited.undo(step, to: before)
    }
    return best
  }

  private func heat(_ rank: Int) -> Double { limited.state.rankTime(rank) }

  /// The steps of a rank: exchanges of its copies, its copies placed over others elsewhere, and other copies placed
  /// over its own.
  private func steps(of rank: Int) -> [FrontierStep] {
    let slots = limited.state.firstSlot[rank]..<limited.state.firstSlot[rank + 1]
    let mayReplace = problem.mostCopies > problem.expertCount
    return slots.flatMap { slot -> [FrontierStep] in
      let expert = limited.state.expertOfSlot[slot]
      guard expert >= 0 else { return [] }
      var steps = limited.state.expertOfSlot.indices.map { FrontierStep.exchange(slot, $0) }
      if mayReplace {
        steps += limited.state.expertOfSlot.indices.filter(isSpare).map { .replace($0, with: expert) }
        if isSpare(slot) { steps += (0..<problem.expertCount).map { .replace(slot, with: $0) } }
      }
      return steps
    }
  }

  private func isSpare(_ slot: Int) -> Bool {
    let expert = limited.state.expertOfSlot[slot]
    return expert < 0 || limited.state.slotsOfExpert[expert].count > 1
  }

  private mutating func make(_ step: FrontierStep, _ rule: MoveRule) -> Bool {
    switch step {
    case .exchange(let slot, let other): limited.exchange(slot, other, rule)
    case .replace(let slot, let expert): limited.replace(slot, with: expert, rule)
    }
  }
}

/// A change of a placement that can be taken back.
enum FrontierStep: Sendable, Equatable {
  /// The contents of two slots change places.
  case exchange(Int, Int)
  /// One more copy of an expert is placed into a slot.
  case replace(Int, with: Int)
}

/// Annealings under a cap on moves, and the best that any of them met.
struct FrontierRun<Loads: LoadVector> {
  var limited: MoveLimitedState<Loads>
  private(set) var frontier: ReplanFrontier

  private static var block: Int { 256 }
  /// Ranks among which the hottest is taken, beside the first.
  private static var rivals: Int { 7 }
  /// log₂ of the potential's exponent.
  static var doublings: Int { 6 }
  /// The penalty of a copy away from home, in shares of the hottest rank's potential: almost none within the limit of
  /// moves, and large enough beyond it that copies return.
  private static var penalties: (within: Double, beyond: Double) { (0.002, 0.5) }

  init(_ limited: MoveLimitedState<Loads>, frontier: ReplanFrontier) {
    self.limited = limited
    self.frontier = frontier
  }

  var problem: ExpertProblem { limited.state.problem }

  /// Records a map on the frontier, if it has no fault.
  mutating func record(_ map: ExpertMap) {
    guard map.fault(in: problem) == nil else { return }
    limited.set(limited.state.slots(of: map))
    record()
  }

  /// Takes the state as it is into account.
  mutating func record() {
    let time = limited.state.time
    guard time < frontier.best(within: limited.moved).time else { return }
    let map = limited.state.map
    guard map.fault(in: problem) == nil else { return }
    // The state's sums carry rounding errors of many moves.
    frontier.insert(ReplanPoint(moves: limited.moved, time: map.time(of: problem), map: map))
  }

  /// - Returns: The map in which the annealing ended.
  @discardableResult
  mutating func anneal(from map: ExpertMap, cap: Int, steps: Int, random: inout SplitMix) -> ExpertMap {
    guard map.fault(in: problem) == nil, limited.state.slotCount > 0 else { return map }
    limited.set(limited.state.slots(of: map))
    let schedule = AnnealingSchedule(steps: steps, start: 0.05, end: 0.0005)
    let cooling = pow(schedule.end / schedule.start, Double(Self.block) / Double(max(Self.block, steps)))
    var temperature = schedule.start
    for _ in stride(from: 0, to: steps, by: Self.block) {
      limited.prepare(doublings: Self.doublings, reference: limited.state.time)
      step(temperature, cap: cap, replacements: schedule.replacements, &random)
      temperature *= cooling
      record()
    }
    return limited.state.map
  }

  private mutating func step(_ temperature: Double, cap: Int, replacements: Double, _ random: inout SplitMix) {
    let mayReplace = problem.mostCopies > problem.expertCount
    for _ in 0..<Self.block {
      let penalty = limited.moved > cap ? Self.penalties.beyond : Self.penalties.within
      let rule = MoveRule(cap: cap, penalty: penalty, limit: -temperature * log(random.unit()))
      let trial = random.unit()
      if limited.moved > 0, trial < 0.2 {
        bringHome(rule, &random)
      } else if mayReplace, trial < 0.2 + replacements {
        replace(rule, &random)
      } else if let slot = slotOfHotRank(&random) {
        _ = limited.exchange(slot, random.below(limited.state.slotCount), rule)
      }
    }
  }

  /// Tries to exchange a copy away from home with one on a rank that now holds its expert, or to replace it by the copy
  /// that its rank dropped.
  private mutating func bringHome(_ rule: MoveRule, _ random: inout SplitMix) {
    let slot = random.below(limited.state.slotCount)
    let expert = limited.state.expertOfSlot[slot]
    let rank = limited.state.rankOfSlot[slot]
    guard expert >= 0, limited.isForeign(expert, on: rank) else { return }
    let residents = limited.residents[rank]
    if random.next() & 1 == 0, !residents.isEmpty {
      _ = limited.replace(slot, with: residents[random.below(residents.count)], rule)
    } else {
      let home = limited.homes[expert][random.below(limited.homes[expert].count)]
      let slots = limited.state.firstSlot[home]..<limited.state.firstSlot[home + 1]
      _ = limited.exchange(slot, slots.lowerBound + random.below(slots.count), rule)
    }
  }

  private mutating func replace(_ rule: MoveRule, _ random: inout SplitMix) {
    guard let slot = slotOfHotRank(&random) else { return }
    let expert = limited.state.expertOfSlot[slot]
    if random.next() & 1 == 0 {
      _ = limited.replace(slot, with: random.below(problem.expertCount), rule)
    } else if expert >= 0 {
      _ = limited.replace(random.below(limited.state.slotCount), with: expert, rule)
    }
  }

  /// A slot of the hottest of a few ranks; `nil` where that has none.
  private func slotOfHotRank(_ random: inout SplitMix) -> Int? {
    var rank = random.below(limited.state.rankCount)
    for _ in 0..<Self.rivals {
      let other = random.below(limited.state.rankCount)
      if limited.state.potentials[other] > limited.state.potentials[rank] { rank = other }
    }
    let slots = limited.state.firstSlot[rank]..<limited.state.firstSlot[rank + 1]
    return slots.isEmpty ? nil : slots.lowerBound + random.below(slots.count)
  }
}
