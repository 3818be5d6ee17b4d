import Composition
import Plans
import Topology

/// Compositions that are the same in every unit that can fail, so that a failure takes no more than an equal share: what two
/// racks of which one may fail have to look like.
struct UnitTemplates: Sendable {
  private let request: ClusterRequest
  private let units: FailureUnits
  private let solver: CompositionSolver
  private let builder: CompositionBuilder

  /// A composition of one unit, and the free GPUs of each of the units that have it.
  struct Template: Sendable {
    let answer: CompositionAnswer
    /// For each copy the free GPUs of every domain of every pool, none outside of its unit.
    let units: [[[Int]]]
  }

  private static let mostUnits = 64

  init(_ request: ClusterRequest, unit: SpareRule.Unit, solver: CompositionSolver) {
    self.request = request
    units = FailureUnits(cluster: request.cluster, unit: unit)
    self.solver = solver
    builder = CompositionBuilder(request: request)
  }

  /// None where units are parts of a domain, or lie in several pools.
  func templates() -> [Template] {
    let alike = unitsAlike()
    guard alike.count > 1 else { return [] }
    let counts = request.objective == .served ? [alike.count] : Array(2...min(alike.count, Self.mostUnits))
    return counts.compactMap { count in
      // Where one of the units fails the others serve the demand.
      let share = 1 / Double(count - 1)
      let answer = solver.solve(builder.problem(freeGPUs: alike[0], demandShare: share, gpuShare: 1 / Double(count)))
      return answer.map { Template(answer: $0, units: Array(alike.prefix(count))) }
    }
  }

  /// The free GPUs of the units that have as many as most have, in order.
  private func unitsAlike() -> [[[Int]]] {
    guard request.cluster.pools.count == 1, let pool = request.cluster.pools.first,
      units.gpus(pool) >= pool.gpusPerDomain
    else { return [] }
    let free = pool.availableGPUsPerDomain
    let length = units.domainsPerUnit[0]
    let starts = stride(from: 0, to: pool.domainCount, by: length).filter { start in
      free[start..<min(start + length, pool.domainCount)].contains { $0 > 0 }
    }
    let byContent = Dictionary(grouping: starts) { Array(free[$0..<min($0 + length, pool.domainCount)]) }
    let most = byContent.max { left, right in
      let (first, second) = (left.value.count * left.key.reduce(0, +), right.value.count * right.key.reduce(0, +))
      return first == second ? right.key.lexicographicallyPrecedes(left.key) : first < second
    }
    return (most?.value ?? []).map { start in
      [free.indices.map { $0 >= start && $0 < start + length ? free[$0] : 0 }]
    }
  }
}
