import Experts

/// Work whose inner loops are compiled for one scenario, or for several side by side.
protocol LoadVectorTask {
  associatedtype Result
  func run<Loads: LoadVector>(_ popularity: [Loads]) -> Result
}

extension ExpertProblem {
  /// Runs a task on the popularities of the experts.
  func run<Task: LoadVectorTask>(_ task: Task) -> Task.Result {
    switch popularity.count {
    case 1: task.run(popularity[0])
    case ...8: task.run(lanes(SIMD8<Double>.self))
    case ...16: task.run(lanes(SIMD16<Double>.self))
    case ...32: task.run(lanes(SIMD32<Double>.self))
    default: task.run(lanes(SIMD64<Double>.self))
    }
  }

  private func lanes<Lanes: SIMD & Sendable>(_: Lanes.Type) -> [ScenarioLoads<Lanes>] where Lanes.Scalar == Double {
    (0..<expertCount).map { expert in
      var lanes = Lanes.zero
      for (scenario, row) in popularity.enumerated() { lanes[scenario] = row[expert] }
      return ScenarioLoads(lanes: lanes)
    }
  }
}

/// Loads of an expert or a rank, one for each scenario.
protocol LoadVector: Sendable {
  static var zero: Self { get }
  static func + (left: Self, right: Self) -> Self
  static func - (left: Self, right: Self) -> Self
  func scaled(by factor: Double) -> Self
  /// Σ over scenarios of (load · factor)^(2^doublings).
  func power(_ factor: Double, doublings: Int) -> Double
  /// The largest load over all scenarios.
  var largest: Double { get }
}

extension Double: LoadVector {
  @inline(__always) func scaled(by factor: Double) -> Double { self * factor }

  @inline(__always) func power(_ factor: Double, doublings: Int) -> Double {
    var result = self * factor
    for _ in 0..<doublings { result *= result }
    return result
  }

  @inline(__always) var largest: Double { self }
}

/// Several scenarios side by side; lanes that no scenario needs stay zero.
private struct ScenarioLoads<Lanes: SIMD & Sendable>: LoadVector where Lanes.Scalar == Double {
  var lanes: Lanes

  static var zero: Self { Self(lanes: .zero) }

  @inline(__always) static func + (left: Self, right: Self) -> Self { Self(lanes: left.lanes + right.lanes) }
  @inline(__always) static func - (left: Self, right: Self) -> Self { Self(lanes: left.lanes - right.lanes) }
  @inline(__always) func scaled(by factor: Double) -> Self { Self(lanes: lanes * factor) }

  @inline(__always) func power(_ factor: Double, doublings: Int) -> Double {
    var result = lanes * factor
    for _ in 0..<doublings { result *= result }
    return result.sum()
  }

  @inline(__always) var largest: Double { lanes.max() }
}

/// Fills slots that a search left empty although there are copies for them: runtimes want an expert in each.
struct SlotFilling {
  private let problem: ExpertProblem

  init(_ problem: ExpertProblem) { self.problem = problem }

  /// The map with another copy in each empty slot, of the expert that leaves the slowest rank fastest; a slot that no expert
  /// may fill stays empty.
  func filled(_ map: ExpertMap) -> ExpertMap {
    guard problem.slotCount <= problem.mostCopies else { return map }
    var map = map
    for (rank, slots) in problem.ranks.map(\.slots).enumerated() {
      while map.ranks[rank].count < slots, let fuller = best(map, rank: rank) { map = fuller }
    }
    return map
  }

  private func best(_ map: ExpertMap, rank: Int) -> ExpertMap? {
    let held = Set(map.ranks[rank])
    let candidates = (0..<problem.expertCount).filter { !held.contains($0) }.map { expert in
      var ranks = map.ranks
      ranks[rank].append(expert)
      return ExpertMap(ranks: ranks)
    }
    let allowed = candidates.filter { $0.fault(in: problem) == nil }
    return allowed.min { $0.time(of: problem) < $1.time(of: problem) }
  }
}

/// Random numbers that are the same on every machine: splitmix64 (Steele, Lea, Flood 2014).
struct SplitMix: RandomNumberGenerator, Sendable {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A whole number from 0 to below `limit`, which is less than 2³².
  @inline(__always) mutating func below(_ limit: Int) -> Int {
    Int(truncatingIfNeeded: ((next() >> 32) &* UInt64(truncatingIfNeeded: limit)) >> 32)
  }

  /// A uniform number above 0, up to 1.
  @inline(__always) mutating func unit() -> Double { Double((next() >> 11) + 1) * 0x1p-53 }
}
