import ExpertMaps
import Foundation

/// Annealings under a cap on moves, and the best that any of them met.
struct FrontierRun<Loads: LoadVector> {
  var limited: MoveLimitedState<Loads>
  private(set) var frontier: ReplanFrontier

  private static var block: Int { 256 }
  /// Ranks among which the hottest is taken, beside the first.
  private static var rivals: Int { 7 }
  /// log₂ of the potential's exponent.
  static var doublings: Int { 6 }
  /// What a copy away from home costs, in shares of the hottest rank's potential: next to nothing, or so much that it
  /// goes home while there are too many.
  private static var penalties: (within: Double, beyond: Double) { (0.002, 0.5) }

  init(_ limited: MoveLimitedState<Loads>, frontier: ReplanFrontier) {
    self.limited = limited
    self.frontier = frontier
  }

  var problem: ExpertProblem { limited.state.problem }

  /// Takes a map into account, if there is nothing wrong with it.
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

  /// Tries to exchange a copy that is away with one on a rank that has its expert now, or to replace it by what its rank
  /// has given up.
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
