/// κ: the most that the copies on one rank can be worth, each of another expert.
public struct PatternKnapsack: Sendable {
  /// By rising load, and then by falling value; none is worth nothing.
  private let options: [PatternOption]

  /// - Parameters:
  ///   - problem: Whose experts are packed.
  ///   - prices: What they are worth; well formed for the problem.
  ///   - limits: For each expert how many copies it may have.
  public init(problem: ExpertProblem, prices: PatternPrices, limits: [ClosedRange<Int>]) {
    var options: [PatternOption] = []
    for expert in 0..<problem.expertCount where prices.experts[expert] > prices.copy {
      var load = 0.0
      for (row, weight) in zip(problem.popularity, prices.scenarioWeights) { load += weight * row[expert] }
      for copies in limits[expert] {
        let value = prices.experts[expert] / Double(copies) - prices.copy
        guard value > 0 else { break }
        options.append(PatternOption(expert: expert, copies: copies, load: load / Double(copies), value: value))
      }
    }
    self.options = options.sorted { ($0.load, $1.value) < ($1.load, $0.value) }
  }

  /// Σ κ(s_g, time · v_g) over ranks.
  public func worth(of ranks: [ExpertRank], time: Double) -> Double {
    var known: [RankClass: Double] = [:]
    return ranks.reduce(0) { sum, rank in
      let kind = RankClass(slots: rank.slots, speed: rank.speed)
      let value = known[kind] ?? value(slots: rank.slots, capacity: time * rank.speed)
      known[kind] = value
      return sum + value
    }
  }

  private struct RankClass: Hashable {
    let slots: Int
    let speed: Double
  }

  /// κ(slots, capacity), or a little more: with three slots and above loads are rounded down to the grid.
  public func value(slots: Int, capacity: Double) -> Double {
    // A load that equals the capacity fits, whatever rounding made of it.
    let capacity = capacity * (1 + 1e-12)
    switch slots {
    case ...0: return 0
    case 1: return options.prefix { $0.load <= capacity }.map(\.value).max() ?? 0
    case 2: return PatternPairs(undominated(slots: 2, capacity: capacity), capacity: capacity).best
    default:
      return PatternGrid(undominated(slots: slots, capacity: capacity), slots: slots, capacity: capacity).best
    }
  }

  /// Options that are not beaten, in load and value, by those of as many other experts as there are slots: one of these
  /// would be free to take the place of a beaten one.
  public func undominated(slots: Int, capacity: Double) -> [PatternOption] {
    var best: [(value: Double, expert: Int)] = []
    var kept: [PatternOption] = []
    for option in options {
      if option.load > capacity { break }
      if best.count == slots, best[0].value >= option.value { continue }
      kept.append(option)
      if let known = best.firstIndex(where: { $0.expert == option.expert }) {
        best[known].value = max(best[known].value, option.value)
      } else if best.count < slots {
        best.append((option.value, option.expert))
      } else {
        best[0] = (option.value, option.expert)
      }
      best.sort { ($0.value, $0.expert) < ($1.value, $1.expert) }
    }
    return kept
  }
}
