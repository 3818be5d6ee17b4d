/// Prices π ≥ 0 of experts and σ ≥ 0 of a copy, which prove that a time T cannot be reached.
///
/// A rank with s slots and speed v that is no slower than T holds copies (e, r) with Σ w_e / r ≤ T · v, worth
/// Σ (π_e / r − σ), which is at most κ(s, T · v), the value of a knapsack with s items. Any placement is worth at least
/// Σ π_e − σ · (copies), because the r_e copies of an expert are worth π_e together. So T is refuted where
///
///     Σ_g κ(s_g, T · v_g) + σ · copies < Σ_e π_e.
///
/// Any prices are valid, however they were found: rounding in the program that found them cannot break the proof. With
/// several scenarios, w is their mean under the weights, as no mean is above the worst.
public struct PatternPrices: Sendable, Equatable, Codable {
  /// The weight of each scenario; the weights add up to 1.
  public let scenarioWeights: [Double]
  /// π of each expert.
  public let experts: [Double]
  /// σ.
  public let copy: Double

  public init(scenarioWeights: [Double], experts: [Double], copy: Double) {
    self.scenarioWeights = scenarioWeights
    self.experts = experts
    self.copy = copy
  }

  /// Whether the prices are of the right number, finite and not below zero, and the weights add up to 1.
  public func areWellFormed(for problem: ExpertProblem) -> Bool {
    experts.count == problem.expertCount && scenarioWeights.count == problem.popularity.count
      && (experts + scenarioWeights + [copy]).allSatisfy { $0.isFinite && $0 >= 0 }
      && abs(scenarioWeights.reduce(0, +) - 1) < 1e-9
  }

  /// Whether no placement of the problem is as fast as `time`, in which the copies of each expert lie within limits.
  public func refute(_ time: Double, of problem: ExpertProblem, limits: [ClosedRange<Int>]) -> Bool {
    guard areWellFormed(for: problem) else { return false }
    let knapsack = PatternKnapsack(problem: problem, prices: self, limits: limits)
    return knapsack.worth(of: problem.ranks, time: time) + copy * Double(problem.mostCopies)
      < experts.reduce(0, +) * (1 - 1e-12)
  }
}

/// The best options of different experts for several slots, loads rounded down to a grid: never too little.
private struct PatternGrid {
  /// An upper bound on the value of the best pattern, exact up to the grid.
  let best: Double
  /// Parts of the capacity. Each item may be too small by one, so s slots forgive a share of s / parts.
  private static let parts = 8_192

  /// - Parameters:
  ///   - options: The options, in any order.
  ///   - slots: The largest number of options taken.
  ///   - capacity: The capacity of the rank.
  init(_ options: [PatternOption], slots: Int, capacity: Double) {
    let width = Self.parts + 1
    // [slot · width + part]: most worth of up to that many options within that many parts.
    var table = [Double](repeating: 0, count: (slots + 1) * width)
    let byExpert = Dictionary(grouping: options, by: \.expert).sorted { $0.key < $1.key }
    let unit = capacity / Double(Self.parts)
    table.withUnsafeMutableBufferPointer { table in
      for (_, list) in byExpert {
        let items = list.map { (parts: unit > 0 ? Int($0.load / unit) : 0, value: $0.value) }
        // Falling slots, so that an expert is taken once.
        for slot in stride(from: slots, through: 1, by: -1) {
          for item in items where item.parts <= Self.parts {
            let to = slot * width + item.parts
            let from = (slot - 1) * width
            for part in 0..<(width - item.parts) {
              table[to + part] = max(table[to + part], table[from + part] + item.value)
            }
          }
        }
      }
    }
    best = table[slots * width + Self.parts]
  }
}

/// κ: the most that the copies on one rank can be worth, each of another expert.
public struct PatternKnapsack: Sendable {
  /// The options by rising load, then by falling value; all have a positive value.
  private let options: [PatternOption]

  /// - Parameters:
  ///   - problem: The problem whose experts are packed.
  ///   - prices: The prices of the experts, well formed for the problem.
  ///   - limits: The allowed numbers of copies of each expert.
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

/// The best one or two options of different experts that fit together, exactly.
private struct PatternPairs {
  /// The value of the best pair.
  let best: Double

  /// - Parameters:
  ///   - options: The options by rising load.
  ///   - capacity: The capacity of the rank.
  init(_ options: [PatternOption], capacity: Double) {
    // Of the options up to each: the most valuable, and the most valuable of another expert.
    var first: [Int] = []
    var second: [Int?] = []
    for (index, option) in options.enumerated() {
      guard let leader = first.last else {
        first.append(index)
        second.append(nil)
        continue
      }
      let runnerUp = second[second.count - 1]
      if option.value > options[leader].value {
        first.append(index)
        second.append(options[leader].expert == option.expert ? runnerUp : leader)
      } else {
        first.append(leader)
        let isBetter = option.expert != options[leader].expert && option.value > runnerUp.map { options[$0].value } ?? 0
        second.append(isBetter ? index : runnerUp)
      }
    }
    var best = 0.0
    var last = options.count - 1
    for option in options where option.load <= capacity {
      while last >= 0, options[last].load + option.load > capacity { last -= 1 }
      var worth = option.value
      if last >= 0 {
        let partner = options[first[last]].expert != option.expert ? first[last] : second[last]
        if let partner { worth += options[partner].value }
      }
      best = max(best, worth)
    }
    self.best = best
  }
}
