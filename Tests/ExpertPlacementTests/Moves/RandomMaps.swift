import Experts
@testable import ExpertPlacement

/// Maps without a fault, made without the code under test.
enum RandomMaps {
  /// Ranks of 1 to 4 slots, with room for every expert.
  static func problem(_ random: inout SplitMix) -> ExpertProblem {
    let experts = 2 + random.below(12)
    var ranks: [ExpertRank] = []
    while ranks.count < 2 || ranks.reduce(0, { $0 + $1.slots }) < experts {
      ranks.append(ExpertRank(slots: 1 + random.below(4), domain: ranks.count / 2))
    }
    let loads = (0..<experts).map { _ in 1 + Double(random.below(50)) }
    return ExpertProblem(tokens: [loads], ranks: ranks, redundant: ranks.reduce(0) { $0 + $1.slots } - experts)
  }

  /// Every expert into a random slot, then copies into some of the slots that are left.
  static func map(of problem: ExpertProblem, _ random: inout SplitMix) -> ExpertMap {
    var ranks = [[Int]](repeating: [], count: problem.ranks.count)
    var free = problem.ranks.enumerated().flatMap { [Int](repeating: $0.offset, count: $0.element.slots) }
    free.shuffle(using: &random)
    for expert in 0..<problem.expertCount { ranks[free.removeLast()].append(expert) }
    let keepsSlotsEmpty = random.below(3) == 0
    for rank in free where !(keepsSlotsEmpty && random.below(2) == 0) {
      let expert = random.below(problem.expertCount)
      if !ranks[rank].contains(expert) { ranks[rank].append(expert) }
    }
    return ExpertMap(ranks: ranks)
  }

  /// A map with an expert in every slot.
  static func full(_ problem: ExpertProblem, _ random: inout SplitMix) -> ExpertMap {
    while true {
      let map = map(of: problem, &random)
      if map.ranks.joined().count == problem.slotCount { return map }
    }
  }
}
