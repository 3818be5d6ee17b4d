import Testing
@testable import Planning

@Suite("Dynamic programs against every path")
struct PathSearchTests {
  private static let seeds = Array(UInt64(0)..<40)

  /// A limit on one stage that some paths keep to and others do not; sums in another order stay on the same side of it.
  private func limit(_ paths: [TinyStages.Path]) -> Double {
    let slowest = paths.map(\.slowest).sorted()
    return slowest[slowest.count / 2] * (1 + 1e-9)
  }

  private func roundLimit(_ stage: Double) -> RoundLimit { RoundLimit(any: stage, largest: stage) }

  @Test(arguments: seeds) func fewestGPUs(seed: UInt64) throws {
    let stages = try TinyStages(seed: seed)
    let paths = stages.paths(gpuLimit: stages.space.gpuLimit)
    let search = FewestGPUs(gpus: stages.gpus, feasibility: stages.feasibility)
    guard !paths.isEmpty else { return }
    for stage in [.infinity, limit(paths)] {
      let least = paths.filter { $0.slowest <= stage }.map(\.gpus).min()
      #expect(search.solve(roundLimit(stage))?.gpus == least)
    }
    #expect(search.solve(roundLimit(0)) == nil)
  }

  /// For every price of time the least GPUs + λ · latency, and so a bound on every path.
  @Test(arguments: seeds) func cheapestPath(seed: UInt64) throws {
    let stages = try TinyStages(seed: seed)
    let paths = stages.paths(gpuLimit: .max)
    guard !paths.isEmpty else { return }
    let stage = limit(paths)
    let allowed = paths.filter { $0.slowest <= stage }
    for price in [0, 100, 5000, 1e6] {
      let found = try #require(
        CheapestPath(gpus: stages.gpus, feasibility: stages.feasibility).solve(
          roundLimit(stage), gpusPerSecond: price))
      let least = allowed.map { Double($0.gpus) + price * $0.latency }.min() ?? .nan
      #expect(abs(found.rest.cost - least) <= 1e-9 * least)
      #expect(allowed.allSatisfy { found.rest.cost <= (Double($0.gpus) + price * $0.latency) * (1 + 1e-9) })
    }
  }

  @Test(arguments: seeds) func fastestPass(seed: UInt64) throws {
    let stages = try TinyStages(seed: seed)
    let gpuLimit = stages.space.gpuLimit
    let paths = stages.paths(gpuLimit: gpuLimit)
    guard !paths.isEmpty else { return }
    let stage = limit(paths)
    let cheapest = CheapestPath(gpus: stages.gpus, feasibility: stages.feasibility)
    let rest = try #require(cheapest.solve(roundLimit(stage), gpusPerSecond: 1000)).rest
    let pass = FastestPass(layouts: stages.space.layouts, shape: nil, feasibility: stages.feasibility, rest: rest)
    // Hops are limited too; a limit on the latency above all of them leaves only that of the stages.
    for gpus in [gpuLimit, gpuLimit / 2, 1] {
      let answer = pass.solve(
        .init(stage: roundLimit(stage), gpus: gpus, latency: .infinity, budget: .infinity))
      let least = paths.filter { $0.gpus <= gpus && $0.slowest <= stage }.map(\.latency).min()
      guard case .path(_, let latency) = answer else {
        #expect(least == nil)
        continue
      }
      // The program counts the return, the paths of this test do not.
      let returns = stages.costs.levelNames.indices.map { stages.costs.tokenReturnCost(level: $0).time.value }
      let expected = try #require(least)
      #expect(latency >= expected * (1 - 1e-9) && latency <= expected * (1 + 1e-9) + (returns.min() ?? 0))
    }
  }
}
