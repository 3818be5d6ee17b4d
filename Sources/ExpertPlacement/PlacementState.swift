import Glibc
import Experts
import FoundationEssentials

/// A placement during the search: the expert of each slot, and the loads of the ranks.
///
/// The potential Σ over ranks of (load / reference)^p for a large p approximates the number of hottest ranks, so that
/// it falls even along moves that keep the maximum.
struct PlacementState<Loads: LoadVector> {
  let problem: ExpertProblem
  let popularity: [Loads]
  /// Slots of rank g: `firstSlot[g]..<firstSlot[g + 1]`.
  let firstSlot: [Int]
  let rankOfSlot: [Int]
  let inverseSpeed: [Double]

  /// The expert in each slot; −1 where it is empty.
  var expertOfSlot: [Int]
  var slotsOfExpert: [[Int]]
  /// [expert · ranks + rank].
  var holds: [Bool]
  /// The load of each copy of an expert.
  var share: [Loads]
  var loads: [Loads]
  var usedSlots = 0

  var potentials: [Double]
  var potential = 0.0
  var inverseReference = 1.0
  var doublings = 5
  // Of the move being judged; kept to save allocations.
  var touchedRanks: [Int] = []
  var touchedLoads: [Loads] = []

  init(_ problem: ExpertProblem, popularity: [Loads]) {
    self.problem = problem
    self.popularity = popularity
    var first = [0]
    for rank in problem.ranks { first.append(first[first.count - 1] + rank.slots) }
    firstSlot = first
    rankOfSlot = problem.ranks.enumerated().flatMap { [Int](repeating: $0.offset, count: $0.element.slots) }
    inverseSpeed = problem.ranks.map { 1 / $0.speed }
    expertOfSlot = [Int](repeating: -1, count: first[first.count - 1])
    slotsOfExpert = [[Int]](repeating: [], count: popularity.count)
    holds = [Bool](repeating: false, count: popularity.count * problem.ranks.count)
    share = popularity
    loads = [Loads](repeating: .zero, count: problem.ranks.count)
    potentials = [Double](repeating: 0, count: problem.ranks.count)
  }

  var rankCount: Int { loads.count }
  var slotCount: Int { expertOfSlot.count }

  /// Time of the slowest rank in the worst scenario.
  var time: Double {
    var slowest = 0.0
    for rank in loads.indices { slowest = max(slowest, rankTime(rank)) }
    return slowest
  }

  @inline(__always) func rankTime(_ rank: Int) -> Double { loads[rank].largest * inverseSpeed[rank] }

  @inline(__always) func potential(_ load: Loads, rank: Int) -> Double {
    load.power(inverseReference * inverseSpeed[rank], doublings: doublings)
  }

  @inline(__always) func isHeld(_ expert: Int, by rank: Int) -> Bool { holds[expert &* loads.count &+ rank] }

  /// Sets the experts of all slots, and computes everything from them.
  mutating func set(_ experts: [Int]) {
    expertOfSlot = experts
    slotsOfExpert = [[Int]](repeating: [], count: popularity.count)
    holds = [Bool](repeating: false, count: holds.count)
    usedSlots = 0
    for (slot, expert) in experts.enumerated() where expert >= 0 {
      slotsOfExpert[expert].append(slot)
      holds[expert * rankCount + rankOfSlot[slot]] = true
      usedSlots += 1
    }
    for expert in popularity.indices {
      share[expert] = popularity[expert].scaled(by: 1 / Double(max(1, slotsOfExpert[expert].count)))
    }
    refresh()
  }

  /// Goes to other slots where these are faster.
  mutating func keepBetter(_ other: [Int]) {
    let mine = (time: time, experts: expertOfSlot)
    set(other)
    if time > mine.time { set(mine.experts) }
  }

  /// Adds loads and potentials up again, which takes rounding errors of many moves away.
  mutating func refresh() {
    for rank in loads.indices { loads[rank] = .zero }
    for (slot, expert) in expertOfSlot.enumerated() where expert >= 0 {
      loads[rankOfSlot[slot]] = loads[rankOfSlot[slot]] + share[expert]
    }
    potential = 0
    for rank in loads.indices {
      potentials[rank] = potential(loads[rank], rank: rank)
      potential += potentials[rank]
    }
  }

  /// The experts of each rank.
  var map: ExpertMap {
    ExpertMap(
      ranks: (0..<rankCount).map { rank in
        expertOfSlot[firstSlot[rank]..<firstSlot[rank + 1]].filter { $0 >= 0 }
      })
  }

  /// The experts of the slots for a map.
  func slots(of map: ExpertMap) -> [Int] {
    map.ranks.enumerated().flatMap { rank, held in
      held + [Int](repeating: -1, count: problem.ranks[rank].slots - held.count)
    }
  }
}

/// The length and temperatures of an annealing.
struct AnnealingSchedule {
  var steps: Int
  /// Rise of the potential that is accepted now and then, at first and at last; the hottest rank counts 1.
  var start = 0.1
  var end = 0.001
  /// log₂ of the potential's exponent.
  var doublings = 6
  /// Share of moves that change how many copies experts have.
  var replacements = 0.3
}

extension AnnealingSchedule {
  /// Different schedules, as none is best for all loads: low exponents follow gentle slopes, high ones consider only
  /// the hottest ranks.
  static func cycle(_ index: Int, steps: Int, of problem: ExpertProblem) -> AnnealingSchedule {
    let slots = problem.slotCount
    // One copy is a large part of the load of a small problem's rank: moves pass over high walls. Where many experts are about
    // as hot, another number of copies for some of them lies behind such a wall, too.
    if slots <= 64 || slots <= 128 && problem.popularity.count == 1, index % 2 == 0 {
      return AnnealingSchedule(
        steps: slots <= 64 ? steps / 4 : steps, start: 2, end: 0.01, doublings: [3, 4, 2, 5][index / 2 % 4],
        replacements: 0.4)
    }
    return switch index % 4 {
    case 0: AnnealingSchedule(steps: steps)
    case 1: AnnealingSchedule(steps: steps, start: 1, end: 0.01, doublings: 8, replacements: 0.6)
    case 2: AnnealingSchedule(steps: steps, start: 1, end: 0.01, doublings: 10)
    default: AnnealingSchedule(steps: steps, start: 1, end: 0.1, doublings: 8, replacements: 0.6)
    }
  }
}

extension PlacementState {
  private static var block: Int { 512 }

  /// Threshold annealing on the potential: a move is made where the potential rises by less than an exponential variate
  /// times a temperature that falls from step to step. Ends at the target or when it is stopped, with the best placement seen.
  /// - Returns: Time of the best placement, in which the state is left.
  @discardableResult
  mutating func anneal(
    _ schedule: AnnealingSchedule, target: Double, random: inout SplitMix, isStopped: () -> Bool = { false }
  ) -> Double {
    var best = expertOfSlot
    var bestTime = time
    guard bestTime > target, slotCount > 0 else { return bestTime }
    doublings = schedule.doublings
    inverseReference = 1 / bestTime
    refresh()
    var temperature = schedule.start
    let cooling = pow(schedule.end / schedule.start, Double(Self.block) / Double(max(Self.block, schedule.steps)))
    for _ in stride(from: 0, to: schedule.steps, by: Self.block) {
      step(temperature, schedule, &random)
      temperature *= cooling
      let now = time
      if now < bestTime {
        bestTime = now
        best = expertOfSlot
        if bestTime <= target { break }
      }
      if isStopped() { break }
      // The potential must neither overflow nor lose sight of the hottest rank.
      inverseReference = 1 / now
      refresh()
    }
    set(best)
    return time
  }

  private mutating func step(_ temperature: Double, _ schedule: AnnealingSchedule, _ random: inout SplitMix) {
    let mayReplace = problem.mostCopies > popularity.count
    let mayDrop = !problem.fillsEverySlot
    for _ in 0..<Self.block {
      let limit = -temperature * log(random.unit())
      let rank = hotterOfTwo(&random)
      let slots = firstSlot[rank + 1] - firstSlot[rank]
      guard slots > 0 else { continue }
      let slot = firstSlot[rank] + random.below(slots)
      if mayReplace, random.unit() < schedule.replacements {
        let kind = random.next() & 15
        if kind == 0, mayDrop {
          _ = drop(random.below(slotCount), limit: limit)
        } else if kind & 1 == 0 {
          let expert = expertOfSlot[slot]
          if expert >= 0 { _ = replace(random.below(slotCount), with: expert, limit: limit) }
        } else {
          _ = replace(slot, with: random.below(popularity.count), limit: limit)
        }
      } else {
        _ = exchange(slot, random.below(slotCount), limit: limit)
      }
    }
  }

  private func hotterOfTwo(_ random: inout SplitMix) -> Int {
    let first = random.below(rankCount)
    let second = random.below(rankCount)
    return potentials[first] >= potentials[second] ? first : second
  }
}

extension PlacementState {
  /// Copies as prescribed, the largest shares first, each to the rank that is least busy with it. A copy that finds no rank
  /// without its expert, or none far enough from the others, is left out.
  mutating func construct(_ counts: [Int]) {
    set([Int](repeating: -1, count: slotCount))
    for expert in counts.indices { share[expert] = popularity[expert].scaled(by: 1 / Double(counts[expert])) }
    let order = counts.indices.sorted { (share[$1].largest, $0) < (share[$0].largest, $1) }
    var filled = [Int](repeating: 0, count: rankCount)
    for expert in order {
      for _ in 0..<counts[expert] { place(expert, &filled) }
    }
    set(expertOfSlot)
  }

  private mutating func place(_ expert: Int, _ filled: inout [Int]) {
    let domains = Set(slotsOfExpert[expert].map { problem.ranks[rankOfSlot[$0]].failureDomain })
    let taken = problem.survivesLoss && domains.count == 1 ? domains.first : nil
    var best = -1
    var least = Double.infinity
    for rank in 0..<rankCount where filled[rank] < problem.ranks[rank].slots && !isHeld(expert, by: rank) {
      if problem.ranks[rank].failureDomain == taken { continue }
      let time = (loads[rank] + share[expert]).largest * inverseSpeed[rank]
      if time < least {
        least = time
        best = rank
      }
    }
    guard best >= 0 else { return }
    let slot = firstSlot[best] + filled[best]
    filled[best] += 1
    expertOfSlot[slot] = expert
    slotsOfExpert[expert].append(slot)
    holds[expert * rankCount + best] = true
    loads[best] = loads[best] + share[expert]
  }
}
