import Foundation

/// How long, and how boldly, an annealing goes on.
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
  /// Different ways to search, as none is best for all loads: low exponents lead along gentle slopes, high ones see
  /// nothing but the hottest ranks.
  static func cycle(_ index: Int, steps: Int, slots: Int) -> AnnealingSchedule {
    // One copy is a large part of the load of a small problem's rank: moves pass over high walls.
    if slots <= 64, index % 2 == 0 {
      return AnnealingSchedule(
        steps: steps / 4, start: 2, end: 0.01, doublings: [3, 4, 2, 5][index / 2 % 4], replacements: 0.4)
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
