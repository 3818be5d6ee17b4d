@testable import Planning

/// Small problems of every shape: one or two pools, up to three models, sizes that divide each other or do not.
struct RandomCompositions: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// SplitMix64.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// - Parameter hasLosses: Whether some problems allow for losses.
  mutating func problem(hasLosses: Bool = false) -> CompositionProblem {
    let pools = (0..<Int.random(in: 1...2, using: &self)).map { _ in
      DomainClass.all((0..<Int.random(in: 1...2, using: &self)).map { _ in Int.random(in: 3...7, using: &self) })
    }
    let models = Int.random(in: 1...3, using: &self)
    let needed = (0..<models).flatMap { model -> [(Int, Bool, Bool)] in
      Bool.random(using: &self) ? [(model, true, true)] : [(model, true, false), (model, false, true)]
    }
    let more = (0..<Int.random(in: 1...4, using: &self)).map { _ -> (Int, Bool, Bool) in
      let prefills = Bool.random(using: &self)
      return (Int.random(in: 0..<models, using: &self), prefills, !prefills || Bool.random(using: &self))
    }
    let types = (needed + more).map { model, prefills, decodes in
      let pool = Int.random(in: pools.indices, using: &self)
      let size = Int.random(in: 1...5, using: &self)
      let domains = Int.random(in: 1...4, using: &self) == 1 ? 2 : 1
      return WorkerType(
        model: model, pool: pool, prefills: prefills, decodes: decodes,
        footprint: Footprint(domains: domains, gpusPerDomain: size),
        requestsPerSecond: Double(Int.random(in: 5...60, using: &self) * size * domains) / 10,
        cost: Double(size * domains * (pool + 1)))
    }
    let total = pools.joined().reduce(0) { $0 + $1.count * $1.freeGPUs }
    var problem = CompositionProblem(
      types: types, pools: pools, islands: Bool.random(using: &self) ? nil : Array(pools.indices),
      demands: (0..<models).map { _ in Double(Int.random(in: 1...40, using: &self)) / 10 },
      gpuLimit: Bool.random(using: &self) ? nil : Int.random(in: 2...total, using: &self),
      objective: Bool.random(using: &self) ? .served : .cost)
    if hasLosses, Bool.random(using: &self) {
      problem.islands = pools.map { _ in 0 }
      let none = Array(repeating: 0.0, count: models)
      problem.loss = LossAllowance(
        units: pools.map { _ in Int.random(in: 0...3, using: &self) }, prefill: none,
        decode: none.map { _ in Double.random(in: 0...1, using: &self) })
    }
    return problem
  }
}
