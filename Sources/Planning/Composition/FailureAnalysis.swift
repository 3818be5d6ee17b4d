import Clusters
import Plans

/// What is still served after each failure that is asked about.
struct FailureAnalysis: Sendable {
  let request: ClusterRequest
  let rule: SpareRule
  let problem: CompositionProblem
  let sites: [WorkerSite]
  private let units: FailureUnits

  init(_ request: ClusterRequest, rule: SpareRule, sites: [WorkerSite]) {
    self.request = request
    self.rule = rule
    self.sites = sites
    problem = CompositionBuilder(request: request).problem()
    units = FailureUnits(cluster: request.cluster, unit: rule.unit)
  }

  /// The worst failure and the least that is served.
  struct Outcome: Sendable {
    let capacity: SpareCapacity
    /// The smallest served/demand after any failure.
    let ratio: Double
    /// For each line the most of its prefill that a failure takes, and of its decode.
    let lost: [(prefill: Double, decode: Double)]
  }

  func outcome() -> Outcome {
    let whole = counts(of: sites.indices)
    var least = WorkerCounts(whole, of: problem).served
    var lost = Array(repeating: (prefill: 0.0, decode: 0.0), count: problem.lineCount)
    var worst: (ratio: Double, name: String, workers: Int, restarted: Int)?
    for failure in failures() {
      let workers = Set(failure.sites)
      let restarted = rule.mode == .restart ? restart(failure) : []
      let left = sites.indices.filter { !workers.contains($0) } + restarted
      let after = WorkerCounts(counts(of: left), of: problem)
      for (model, served) in after.served.enumerated() { least[model] = min(least[model], served) }
      count(failure.sites, &lost)
      let ratio = after.ratio(problem.demands)
      if ratio < worst?.ratio ?? .infinity {
        worst = (ratio, units.name(failure.poolIndex, failure.unit), workers.count, restarted.count)
      }
    }
    let ratio = zip(least, problem.demands).map { $0 / $1 }.min() ?? 0
    let capacity = SpareCapacity(
      rule: rule, worstUnit: worst?.name ?? "none", workersLost: worst?.workers ?? 0,
      workersRestarted: worst?.restarted ?? 0, servedRequestsPerSecond: least)
    return Outcome(capacity: capacity, ratio: ratio, lost: lost)
  }

  // MARK: - Failures

  private struct Failure {
    let poolIndex: Int
    let unit: Int
    /// Indices of the workers that it stops.
    let sites: [Int]
  }

  /// Every unit that holds a worker; of GPUs one for each worker, as they are alike to it.
  private func failures() -> [Failure] {
    var stopped: [[Int]: [Int]] = [:]
    for (index, site) in sites.enumerated() {
      let size = units.gpus(request.cluster.pools[site.poolIndex])
      let all = Set(site.gpus.map { $0 / size })
      let touched = rule.unit == .gpu ? [all.min() ?? 0] : all.sorted()
      for unit in touched { stopped[[site.poolIndex, unit], default: []].append(index) }
    }
    return stopped.sorted { $0.key.lexicographicallyPrecedes($1.key) }
      .map { Failure(poolIndex: $0.key[0], unit: $0.key[1], sites: $0.value) }
  }

  private func counts(of indices: some Sequence<Int>) -> [Int] {
    var counts = request.workers.map { _ in 0 }
    for index in indices { counts[sites[index].kind] += 1 }
    return counts
  }

  private func count(_ stopped: [Int], _ lost: inout [(prefill: Double, decode: Double)]) {
    let sides = WorkerCounts(counts(of: stopped), of: problem).sides
    for (line, side) in sides.enumerated() {
      lost[line] = (max(lost[line].prefill, side.prefill), max(lost[line].decode, side.decode))
    }
  }

  // MARK: - Restarts

  /// The workers that find free GPUs elsewhere, the largest first: in the fullest domains that still hold them, those across
  /// domains in a group of the lowest tier that has room.
  private func restart(_ failure: Failure) -> [Int] {
    var free = freeAfter(failure)
    let order = failure.sites.sorted { left, right in
      let (first, second) = (request.workers[sites[left].kind], request.workers[sites[right].kind])
      return (second.footprint.gpus, left) < (first.footprint.gpus, right)
    }
    return order.filter { restart(sites[$0], &free) }
  }

  private func freeAfter(_ failure: Failure) -> [[Int]] {
    var free = request.cluster.pools.map(\.availableGPUsPerDomain)
    let stopped = Set(failure.sites)
    for (index, site) in sites.enumerated() where !stopped.contains(index) {
      let pool = request.cluster.pools[site.poolIndex]
      for gpu in site.gpus { free[site.poolIndex][pool.domain(of: gpu)] -= 1 }
    }
    let pool = request.cluster.pools[failure.poolIndex]
    let size = units.gpus(pool)
    let gpus = failure.unit * size..<(failure.unit + 1) * size
    let unavailable = Set(pool.unavailable.filter(gpus.contains))
    let used = Set(
      sites.indices.lazy.filter { !stopped.contains($0) && sites[$0].poolIndex == failure.poolIndex }
        .flatMap { sites[$0].gpus }.filter(gpus.contains))
    for gpu in gpus where !unavailable.contains(gpu) && !used.contains(gpu) {
      free[failure.poolIndex][pool.domain(of: gpu)] -= 1
    }
    return free
  }

  private func restart(_ site: WorkerSite, _ free: inout [[Int]]) -> Bool {
    let footprint = request.workers[site.kind].footprint
    let pool = request.cluster.pools[site.poolIndex]
    let groups = pool.tiers.map { max(1, $0.gpusPerGroup / pool.gpusPerDomain) }
    let length =
      footprint.domains == 1 ? pool.domainCount : groups.first { $0 >= footprint.domains } ?? pool.domainCount
    for start in stride(from: 0, to: pool.domainCount, by: length) {
      let able = (start..<min(start + length, pool.domainCount))
        .filter { free[site.poolIndex][$0] >= footprint.gpusPerDomain }
        .sorted { (free[site.poolIndex][$0], $0) < (free[site.poolIndex][$1], $1) }
      guard able.count >= footprint.domains else { continue }
      for domain in able.prefix(footprint.domains) { free[site.poolIndex][domain] -= footprint.gpusPerDomain }
      return true
    }
    return false
  }
}
