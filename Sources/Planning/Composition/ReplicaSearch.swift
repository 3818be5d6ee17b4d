import Clusters
import Costing
import Optimization
import Plans

/// What came of a search for replicas that make the most of a cluster, or serve a demand with the fewest GPUs.
struct ReplicaSearchOutcome: Sendable {
  /// The replicas and their places.
  let composition: ReplicaComposition
  /// What the objective comes to by the costs of the search.
  let objective: Double
  /// No replicas of the space do better.
  let bound: Double
  let statistics: SearchStatistics
  /// The pools that were searched: of those that are alike the first.
  let searches: [PoolSearch]
  /// For each of them all that are like it, by their indices.
  let classes: [[Int]]

  /// The search that a pool's replicas come from.
  func search(ofPool index: Int) -> PoolSearch? {
    zip(searches, classes).first { $0.1.contains(index) }?.0
  }
}

/// Why no replicas serve a demand.
struct DemandMissed: Error {
  /// The most that was found; `nil` where nothing has a place.
  let most: ReplicaComposition?
  /// No replicas make more output tokens per second.
  let bound: Double
}

/// Finds replicas that make the most of all pools together, or serve a demand, and proves how good that is.
///
/// It begins with some kinds, composes them, and looks for a single replica that makes more of its GPUs than the known ones
/// would: that one joins them. Where there is none, no mixture is better either (`ReplicaWorth`).
struct ReplicaSearch: Sendable {
  private let request: PlanRequest
  private let searches: [PoolSearch]
  /// For each search the pools that are like its own.
  private let classes: [[Int]]
  private let optimizer: any Optimizer
  private let composer: ReplicaComposer
  private let onlyAlike: Bool
  private let progress: @Sendable (Double) -> Void
  private let isStopped: @Sendable () -> Bool

  /// Kinds that join the first ones, at most.
  private static let mostRounds = 64
  /// Products of numbers of GPUs up to which two pools are looked at together.
  private static let mostJoined = 1 << 27

  /// - Parameters:
  ///   - onlyAlike: Whether replicas of one kind are taken wherever these serve what is asked for.
  ///   - progress, isStopped: As those of `Planner`.
  init(
    _ request: PlanRequest, optimizer: any Optimizer, onlyAlike: Bool = false,
    progress: @escaping @Sendable (Double) -> Void = { _ in },
    isStopped: @escaping @Sendable () -> Bool = { false }
  ) throws {
    self.request = request
    self.onlyAlike = onlyAlike
    self.progress = progress
    self.isStopped = isStopped
    self.optimizer = optimizer
    composer = ReplicaComposer(request, optimizer: optimizer)
    classes = request.cluster.classesOfPools
    searches = try classes.map { pools in
      var search = try PoolSearch(request, poolIndex: pools[0])
      search.isStopped = isStopped
      return search
    }
  }

  private var demand: Double? { request.goal.objective == .gpus ? request.goal.tokensPerSecond : nil }
  private var gpuLimit: Int { request.goal.gpuLimit ?? .max }

  /// The best that a look without proof finds; `nil` where nothing fits, or does not serve the demand.
  /// - Parameter microBatches: Those of pipelines that are looked for.
  func quick(microBatches: Int) -> ReplicaComposition? {
    composer.best(firstKinds(near: nil, microBatches: microBatches))?.mixed
  }

  /// What a composition comes to.
  func objective(of composition: ReplicaComposition) -> Double {
    demand == nil ? 1 / composition.tokensPerSecond : Double(composition.gpus)
  }

  /// - Parameter start: A layout that is tried, too.
  /// - Returns: `nil` where nothing fits or is fast enough.
  /// - Throws: `DemandMissed` where what fits does not serve the demand.
  func run(near start: ReplicaLayout? = nil) throws -> ReplicaSearchOutcome? {
    let runnable = runnable()
    var kinds = ReplicaKind.best(firstKinds(near: start) + (runnable?.groups.map(\.kind) ?? []))
    guard !kinds.isEmpty else { return nil }
    progress(0.3)
    var proof = Proof()
    let held = searches.map { WorthSearches($0) }
    for round in 0..<Self.mostRounds where !isStopped() {
      let (next, found) = prove(kinds, held)
      proof = Proof(pools: next.pools, statistics: proof.statistics + next.statistics)
      kinds = ReplicaKind.best(kinds + found)
      progress(0.3 + 0.7 * Double(round + 1) / Double(Self.mostRounds))
      if found.isEmpty { break }
    }
    guard let best = composer.best(kinds) else {
      let most = composer.most(kinds)
      throw DemandMissed(most: most, bound: max(most?.tokensPerSecond ?? 0, tokensBound(proof)))
    }
    let mixed = [best.mixed, runnable].compactMap(\.self).min { objective(of: $0) < objective(of: $1) } ?? best.mixed
    let chosen = [best.alike, mixed].compactMap(\.self).first { onlyAlike || isProved($0, proof) } ?? mixed
    return ReplicaSearchOutcome(
      composition: chosen, objective: objective(of: chosen), bound: bound(chosen, proof),
      statistics: proof.statistics, searches: searches, classes: classes)
  }

  // MARK: - Kinds

  private func firstKinds(near start: ReplicaLayout?, microBatches: Int? = nil) -> [ReplicaKind] {
    searches.flatMap { search -> [ReplicaKind] in
      let kinds = search.firstKinds(near: start, microBatches: microBatches)
      // What has neither a layout of one stage nor anything at first sight is searched to the end.
      guard kinds.isEmpty, microBatches == nil, let found = search.run() else { return kinds }
      return [ReplicaKind(poolIndex: search.poolIndex, candidate: found.best)]
    }
  }

  /// What is best where an engine is to run it, which is found fast; more than that is looked for from there.
  private func runnable() -> ReplicaComposition? {
    guard request.engine == nil, demand == nil, onlyAlike == false else { return nil }
    var runnable = request
    runnable.engine = .any
    let search = try? ReplicaSearch(runnable, optimizer: optimizer, isStopped: isStopped)
    return (try? search?.run())?.composition
  }

  /// The free GPUs of every domain of the pools of a class.
  private func domains(_ pools: [Int]) -> [Int] { pools.flatMap { request.cluster.pools[$0].availableGPUsPerDomain } }

  private func available(_ pools: [Int]) -> Int { min(gpuLimit, domains(pools).reduce(0, +)) }

  // MARK: - Proof

  private struct Proof {
    struct PoolProof {
      let worth: PoolWorth
      /// Every replica of the pool would be worth no more than the table says if it made so little of what it does.
      let share: Double
    }

    var pools: [PoolProof] = []
    var statistics = SearchStatistics()
  }

  /// Looks in each pool for a replica that makes more of its GPUs than the known ones do.
  private func prove(
    _ kinds: [ReplicaKind], _ held: [WorthSearches]
  ) -> (proof: Proof, found: [ReplicaKind]) {
    let best = composer.best(kinds)?.mixed
    var proof = Proof()
    var found: [ReplicaKind] = []
    for index in classes.indices {
      let worth = worth(index, kinds, best)
      let answer = held[index].better(than: worth, &proof.statistics)
      proof.pools.append(.init(worth: worth, share: answer.share))
      found += answer.found
    }
    return (proof, found)
  }

  /// What the GPUs of the pools of a search are worth by the known kinds.
  private func worth(_ index: Int, _ kinds: [ReplicaKind], _ best: ReplicaComposition?) -> PoolWorth {
    let (search, pools) = (searches[index], classes[index])
    return PoolWorth(
      kinds.filter { $0.poolIndex == search.poolIndex }.map { ($0.used, $0.tokensPerSecond) }, domains: domains(pools),
      gpuLimit: gpuLimit, largest: search.space.gpuLimit, need: need(pools, best), isOfSums: demand != nil,
      knowsPieces: search.space.isAlike, tolerance: request.goal.tolerance)
  }

  /// What is to be shown of the GPUs of some pools: that they make no more within the tolerance, or for a demand that one GPU
  /// fewer does not serve it.
  private func need(_ pools: [Int], _ best: ReplicaComposition?) -> (gpus: Int, tokensPerSecond: Double)? {
    guard let best else { return nil }
    let slack = 1 - 1.1 * FastestBatch.tolerance
    if let demand { return searches.count == 1 ? (best.gpus - 1, demand * slack) : nil }
    let tokens = best.groups.filter { pools.contains($0.kind.poolIndex) }.reduce(0) { $0 + $1.tokensPerSecond }
    return (available(pools), tokens * slack / (1 - request.goal.tolerance))
  }

  private func isProved(_ composition: ReplicaComposition, _ proof: Proof) -> Bool {
    let (objective, bound) = (objective(of: composition), bound(composition, proof))
    return objective - bound <= request.goal.tolerance * objective
  }

  /// What no replicas undercut.
  private func bound(_ composition: ReplicaComposition, _ proof: Proof) -> Double {
    guard proof.pools.count == searches.count else { return 0 }
    guard let demand else { return min(objective(of: composition), 1 / tokensBound(proof)) }
    return Double(min(composition.gpus, fewestGPUs(demand, proof)))
  }

  /// The most output tokens per second of all GPUs that may be used.
  private func tokensBound(_ proof: Proof) -> Double {
    guard proof.pools.count == searches.count else { return .infinity }
    let sum = proof.pools.reduce(0) { $0 + $1.worth.most / $1.share }
    guard proof.pools.count > 1, let joined = joined(proof) else { return sum }
    return min(sum, joined[gpuLimit])
  }

  private func fewestGPUs(_ demand: Double, _ proof: Proof) -> Int {
    if let joined = joined(proof) { return joined.fewestGPUs(worth: demand) ?? joined.byGPUs.count }
    // By the GPU that makes most.
    let densities = proof.pools.map { pool in
      pool.worth.table.byGPUs.enumerated().dropFirst().reduce(0) { max($0, $1.element / Double($1.offset)) }
        / pool.share
    }
    return Int((demand / (densities.max() ?? .infinity) * (1 - 1e-9)).rounded(.up))
  }

  /// What all pools are worth together by the number of GPUs; `nil` where there are too many to say, or some are counted
  /// domain by domain.
  private func joined(_ proof: Proof) -> ReplicaWorth? {
    var joined: ReplicaWorth?
    for (pools, pool) in zip(classes, proof.pools) {
      let available = available(pools)
      guard pool.worth.isOfSums else { return nil }
      let table = pool.worth.table.scaled(by: 1 / pool.share, most: available)
      guard let before = joined else {
        joined = table
        continue
      }
      guard before.byGPUs.count * table.byGPUs.count <= Self.mostJoined else { return nil }
      joined = before.joined(with: table)
    }
    return joined
  }
}

/// Searches of a pool that are held against one worth after the other; what they know of times is kept.
private struct WorthSearches {
  private let poolIndex: Int
  private let pipelines: [LayoutSearch]
  private let withBestExperts: [LayoutSearch]

  init(_ search: PoolSearch) {
    poolIndex = search.poolIndex
    pipelines = search.pipelineSearches
    withBestExperts = search.searchesWithBestExperts
  }

  /// Pipelines that make more of their GPUs than these are worth, and the share of its worth that no replica exceeds.
  /// Those of one stage are known, but for better places of experts.
  func better(
    than worth: PoolWorth, _ statistics: inout SearchStatistics
  ) -> (share: Double, found: [ReplicaKind]) {
    var found: [Candidate] = []
    var share = min(1 - FastestBatch.tolerance, worth.cutoff)
    for search in pipelines {
      var search = search.held(against: worth.table, below: worth.cutoff)
      _ = search.run { _ in }
      found += search.bestOfMicroBatches
      share = min(share, search.openBound)
      statistics = statistics + search.statistics
    }
    for search in withBestExperts {
      var search = search.held(against: worth.table, below: worth.cutoff)
      _ = search.run { _ in }
      share = min(share, search.openBound)
      statistics = statistics + search.statistics
    }
    return (share, found.map { ReplicaKind(poolIndex: poolIndex, candidate: $0) })
  }
}
