import Clusters
import Plans

/// Checks that every worker has available GPUs of its own, in the domains of its kind.
struct WorkerPlacementCheck: Sendable {
  private let plan: ClusterPlan
  private let cluster: Cluster

  init(_ plan: ClusterPlan, cluster: Cluster) {
    self.plan = plan
    self.cluster = cluster
  }

  var findings: [Finding] {
    var used: [String: Set<Int>] = [:]
    return kinds + plan.placement.workers.enumerated().flatMap { workerFindings($0, $1, &used) } + countFindings
  }

  private var kinds: [Finding] { plan.composition.workers.enumerated().flatMap { kindFindings($0, $1) } }

  /// Whether every worker is of a known kind and on existing GPUs: only then are the effects of failures known.
  var isFollowed: Bool {
    kinds.isEmpty
      && plan.placement.workers.allSatisfy { worker in
        guard plan.composition.workers.indices.contains(worker.kind),
          let pool = pool(plan.composition.workers[worker.kind])
        else { return false }
        return runsExist(worker, pool) && !worker.gpus.isEmpty
      }
  }

  private func runsExist(_ worker: PlacedWorker, _ pool: Pool) -> Bool {
    worker.gpus.allSatisfy { $0.count == 2 && $0[0] >= 0 && $0[0] <= $0[1] && $0[1] < pool.gpuCount }
  }

  private func pool(_ kind: ComposedWorkers) -> Pool? { cluster.pools.first { $0.name == kind.pool } }

  private func kindFindings(_ index: Int, _ kind: ComposedWorkers) -> [Finding] {
    let key = "composition.workers[\(index)]"
    guard let pool = pool(kind) else {
      return [
        Finding(
          id: .unknownPool, key: "\(key).pool", claimed: kind.pool,
          actual: cluster.pools.map(\.name).joined(separator: ", "))
      ]
    }
    guard kind.gpusPerDomain > 0, kind.gpusPerDomain <= pool.gpusPerDomain, kind.gpus > 0,
      kind.gpus % kind.gpusPerDomain == 0
    else {
      return [
        Finding(
          id: .layoutImpossible, key: "\(key).gpusPerDomain", claimed: "\(kind.gpusPerDomain) of \(kind.gpus)",
          actual: "equal shares of domains of \(pool.gpusPerDomain)")
      ]
    }
    guard plan.inputs.models.contains(where: { $0.name == kind.model }) else {
      return [
        Finding(
          id: .unknownModel, key: "\(key).model", claimed: kind.model,
          actual: plan.inputs.models.map(\.name).joined(separator: ", "))
      ]
    }
    return []
  }

  private func workerFindings(_ index: Int, _ worker: PlacedWorker, _ used: inout [String: Set<Int>]) -> [Finding] {
    let key = "placement.workers[\(index)]"
    func finding(_ id: FindingID, _ part: String, _ claimed: String, _ actual: String) -> [Finding] {
      [Finding(id: id, key: "\(key).\(part)", claimed: claimed, actual: actual)]
    }
    guard plan.composition.workers.indices.contains(worker.kind), let pool = pool(plan.composition.workers[worker.kind])
    else { return finding(.unknownKind, "kind", "\(worker.kind)", "kinds of composition.workers") }
    let kind = plan.composition.workers[worker.kind]
    guard runsExist(worker, pool) else {
      return finding(.unknownGPU, "gpus", "\(worker.gpus)", "runs of GPUs below \(pool.gpuCount)")
    }
    let gpus = worker.gpus.flatMap { Array($0[0]...$0[1]) }
    let perDomain = Dictionary(grouping: gpus, by: pool.domain)
    guard perDomain.keys.sorted() == worker.domains, gpus.count == kind.gpus,
      perDomain.values.allSatisfy({ $0.count == kind.gpusPerDomain })
    else {
      return finding(
        .workerMisplaced, "gpus", "\(gpus.count) GPUs in domains \(worker.domains)",
        "\(kind.gpus) GPUs, \(kind.gpusPerDomain) in each of its domains")
    }
    if let group = separated(kind, worker.domains, pool) {
      return finding(.workerMisplaced, "domains", "\(worker.domains)", group)
    }
    if let gone = gpus.first(where: Set(pool.unavailable).contains) {
      return finding(.gpuUnavailable, "gpus", "GPU \(gone)", "one that may be used")
    }
    for gpu in gpus where !used[pool.name, default: []].insert(gpu).inserted {
      return finding(.gpuTwice, "gpus", "GPU \(gpu)", "one that no other worker has")
    }
    return hostFindings(key, worker, pool, gpus)
  }

  /// What a worker across domains should lie in and does not: its rate was predicted for one group of the lowest tier that
  /// can hold so many. A rate of a table says nothing of tiers.
  private func separated(_ kind: ComposedWorkers, _ domains: [Int], _ pool: Pool) -> String? {
    guard kind.degrees != nil, domains.count > 1 else { return nil }
    let tiers = pool.tiers.map { (name: $0.name, length: max(1, $0.gpusPerGroup / pool.gpusPerDomain)) }
    guard let tier = tiers.first(where: { $0.length >= domains.count }),
      Set(domains.map { $0 / tier.length }).count > 1
    else { return nil }
    return "domains below one switch of tier \(tier.name), for which its rate was predicted"
  }

  private func hostFindings(_ key: String, _ worker: PlacedWorker, _ pool: Pool, _ gpus: [Int]) -> [Finding] {
    let hosts = pool.hostNames(ofGPUs: gpus)
    guard hosts != worker.hosts else { return [] }
    return [
      Finding(
        id: .hostWrong, key: "\(key).hosts", claimed: "\(worker.hosts ?? [])", actual: "\(hosts ?? [])")
    ]
  }

  private var countFindings: [Finding] {
    let placed = Dictionary(grouping: plan.placement.workers, by: \.kind)
    return plan.composition.workers.enumerated().flatMap { index, kind -> [Finding] in
      let workers = placed[index] ?? []
      var findings: [Finding] = []
      if workers.count != kind.count {
        findings.append(
          Finding(
            id: .countWrong, key: "composition.workers[\(index)].count", claimed: "\(kind.count)",
            actual: "\(workers.count)"))
      }
      let domains = Set(workers.flatMap(\.domains)).sorted()
      if domains != kind.domains {
        findings.append(
          Finding(
            id: .domainsWrong, key: "composition.workers[\(index)].domains", claimed: "\(kind.domains)",
            actual: "\(domains)"))
      }
      return findings
    }
  }
}
