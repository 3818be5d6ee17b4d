import Clusters
import Optimization
import Plans

/// How many replicas of each kind a cluster has, and where they are.
struct ReplicaComposition: Sendable {
  /// Replicas that are alike.
  struct Group: Sendable {
    let kind: ReplicaKind
    /// For each replica the real domain of every domain of its map.
    let domains: [[Int]]

    var gpus: Int { kind.gpus * domains.count }
    var tokensPerSecond: Double { kind.tokensPerSecond * Double(domains.count) }
  }

  /// Those with most GPUs first.
  var groups: [Group]

  init(groups: [Group]) { self.groups = groups }

  /// As many replicas of a kind as a pool has room for.
  init(filling pool: Pool, _ kind: ReplicaKind, _ gpuLimit: Int?) {
    let domains = ReplicaPacker(pool: pool).pack(kind.candidate.map, gpuLimit: gpuLimit ?? .max)
    groups = [Group(kind: kind, domains: domains)]
  }

  var gpus: Int { groups.reduce(0) { $0 + $1.gpus } }
  /// Kinds of replicas, those in pools that are alike counted once.
  var kindCount: Int { Set(groups.map(\.kind.candidate.layout)).count }
  var tokensPerSecond: Double { groups.reduce(0) { $0 + $1.tokensPerSecond } }
}

/// Decides how many replicas of which kinds a cluster gets, so that they make the most of it or serve a demand with the
/// fewest GPUs, and gives each its domains.
struct ReplicaComposer: Sendable {
  private let pools: [Pool]
  /// Indices of pools that are alike; kinds are those of the first.
  private let classes: [[Int]]
  private let gpuLimit: Int
  private var demand: Double?
  private let solver: CompositionSolver

  /// Times that GPUs which are left over are looked at again.
  private static let mostFillings = 3

  /// - Parameters:
  ///   - request: Cluster and goal.
  ///   - optimizer: Solves the composition program.
  init(_ request: PlanRequest, optimizer: any Optimizer) {
    pools = request.cluster.pools
    classes = request.cluster.classesOfPools
    let available = pools.reduce(0) { $0 + $1.availableGPUCount }
    gpuLimit = min(available, request.goal.gpuLimit ?? .max)
    demand = request.goal.objective == .gpus ? request.goal.tokensPerSecond : nil
    solver = CompositionSolver(optimizer: optimizer, tolerance: request.goal.tolerance)
  }

  /// The best composition found, and the best of replicas that are all alike; `nil` where nothing has a place, or not
  /// enough to serve the demand.
  func best(_ kinds: [ReplicaKind]) -> (mixed: ReplicaComposition, alike: ReplicaComposition?)? {
    let alike = kinds.map { self.alike($0) }.reduce(nil as ReplicaComposition?) { better($0, $1) }
    let mixed = better(alike, completed(kinds))
    return mixed.flatMap { isWanted($0) ? ($0, alike.flatMap { isWanted($0) ? $0 : nil }) : nil }
  }

  /// The most output tokens per second that any of the compositions makes, wanted or not.
  func most(_ kinds: [ReplicaKind]) -> ReplicaComposition? {
    var free = self
    free.demand = nil
    return free.best(kinds)?.mixed
  }

  private func isWanted(_ composition: ReplicaComposition) -> Bool {
    composition.gpus > 0 && composition.tokensPerSecond >= (demand ?? 0) * (1 - 1e-9)
  }

  /// Serving the demand comes first, then fewer GPUs; without a demand more tokens. Of equals fewer kinds.
  private func better(_ first: ReplicaComposition?, _ second: ReplicaComposition?) -> ReplicaComposition? {
    guard let first, let second else { return first ?? second }
    let isEnough = (isWanted(first), isWanted(second))
    if isEnough.0 != isEnough.1 { return isEnough.0 ? first : second }
    if demand != nil, isEnough.0, first.gpus != second.gpus { return first.gpus < second.gpus ? first : second }
    let (old, new) = (first.tokensPerSecond, second.tokensPerSecond)
    if demand != nil, isEnough.0 { return second.kindCount < first.kindCount ? second : first }
    if new > old * (1 + 1e-9) { return second }
    return new >= old * (1 - 1e-9) && second.kindCount < first.kindCount ? second : first
  }

  // MARK: - Replicas that are alike

  /// As many replicas of a kind as there is room for, or as serve the demand.
  private func alike(_ kind: ReplicaKind) -> ReplicaComposition {
    var needed = Int.max
    if let demand { needed = Int(min(1e9, (demand / kind.tokensPerSecond * (1 - 1e-12)).rounded(.up))) }
    let most = min(needed, gpuLimit / max(1, kind.gpus))
    var free = pools.map(\.availableGPUsPerDomain)
    return placed([most], [kind], free: &free, beside: ReplicaComposition(groups: []))
  }

  /// Indices of the pools that are like the one that a kind was looked for in.
  private func pools(of kind: ReplicaKind) -> [Int] {
    classes.first { $0.contains(kind.poolIndex) } ?? [kind.poolIndex]
  }

  // MARK: - Mixtures

  /// What the program makes of the GPUs. What finds no place, as the program counts groups of the network only, leaves its GPUs
  /// to the next look.
  private func completed(_ kinds: [ReplicaKind]) -> ReplicaComposition {
    var composition = ReplicaComposition(groups: [])
    for _ in 0..<Self.mostFillings {
      var free = free(beside: composition)
      let counts = counts(kinds, free: free, beside: composition)
      let next = placed(counts, kinds, free: &free, beside: composition)
      guard next.gpus > composition.gpus else { break }
      composition = next
      if demand != nil, isWanted(composition) { break }
    }
    return composition
  }

  /// For each pool the free GPUs of every domain.
  private func free(beside composition: ReplicaComposition) -> [[Int]] {
    var free = pools.map(\.availableGPUsPerDomain)
    for group in composition.groups {
      for domains in group.domains {
        for (domain, used) in zip(domains, group.kind.used) { free[group.kind.poolIndex][domain] -= used }
      }
    }
    return free
  }

  /// Of each kind how many the program wants.
  private func counts(_ kinds: [ReplicaKind], free: [[Int]], beside composition: ReplicaComposition) -> [Int] {
    let types = kinds.map { kind in
      // A replica may leave a domain between two stages out, to keep inside a group of the network.
      let footprint = Footprint(pieces: kind.used)
      return WorkerType(
        model: 0, pool: classes.firstIndex { $0.contains(kind.poolIndex) } ?? 0, prefills: true, decodes: true,
        footprint: footprint,
        requestsPerSecond: kind.tokensPerSecond, cost: Double(kind.gpus),
        isInOneGroup: kind.used.allSatisfy { $0 == footprint.gpusPerDomain })
    }
    let missing = demand.map { max(1e-9, $0 - composition.tokensPerSecond) }
    let together = classes.map { pools in pools.flatMap { free[$0] } }
    var problem = CompositionProblem(
      types: types, pools: together.map(DomainClass.all),
      groups: zip(classes, together).map { DomainGroups.all(pools[$0[0]], free: $1) }, demands: [missing ?? 1],
      gpuLimit: gpuLimit - composition.gpus,
      objective: missing == nil ? .served : .cost)
    var answer = try? solver.solve(problem)
    if answer == nil, missing != nil {
      problem.objective = .served
      answer = try? solver.solve(problem)
    }
    return answer?.workers.counts ?? kinds.map { _ in 0 }
  }

  /// Places for so many replicas of each kind, the largest first, as far as there are some.
  /// - Parameter free: For each pool the free GPUs of every domain, of which those that are taken are left out.
  private func placed(
    _ counts: [Int], _ kinds: [ReplicaKind], free: inout [[Int]], beside composition: ReplicaComposition
  ) -> ReplicaComposition {
    var groups = composition.groups
    let packers = pools.map { ReplicaPacker(pool: $0) }
    let order = kinds.indices.filter { counts[$0] > 0 }.sorted { first, second in
      let most = (kinds[first].used.max() ?? 0, kinds[second].used.max() ?? 0)
      return (most.1, kinds[second].gpus, first) < (most.0, kinds[first].gpus, second)
    }
    for index in order {
      var left = counts[index]
      for pool in pools(of: kinds[index]) where left > 0 {
        let kind = ReplicaKind(poolIndex: pool, candidate: kinds[index].candidate)
        let domains = packers[pool].pack(kind.candidate.map, limit: left, free: &free[pool])
        guard !domains.isEmpty else { continue }
        left -= domains.count
        let same = groups.firstIndex { $0.kind.candidate.layout == kind.candidate.layout && $0.kind.poolIndex == pool }
        if let same {
          groups[same] = .init(kind: groups[same].kind, domains: groups[same].domains + domains)
        } else {
          groups.append(.init(kind: kind, domains: domains))
        }
      }
    }
    return ReplicaComposition(
      groups: groups.enumerated().sorted {
        ($1.element.gpus, $0.offset) < ($0.element.gpus, $1.offset)
      }.map(\.element))
  }
}

extension Cluster {
  /// The usable pools in classes of those that are alike, each in the order of the cluster.
  var classesOfPools: [[Int]] {
    var classes: [[Int]] = []
    var known: [Pool: Int] = [:]
    for index in usablePools {
      let pool = pools[index].unnamed
      if let place = known[pool] {
        classes[place].append(index)
      } else {
        known[pool] = classes.count
        classes.append([index])
      }
    }
    return classes
  }
}
