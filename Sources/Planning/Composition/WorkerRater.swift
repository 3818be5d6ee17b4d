import Clusters
import Costing
import Models
import Optimization
import Plans

/// Rates every way to run one worker of a model, on every pool of a cluster.
///
/// Rates of prefill and of decode do not depend on each other, so that a composition can put any number of the one beside
/// any number of the other: prefill is rated with the handover to the slowest of the decode workers that are offered, and
/// waits as before a single worker. Both are on the safe side.
public struct WorkerRater: Sendable {
  /// Which layouts are returned.
  public enum Selection: Sendable {
    /// The highest rate of each pool, role and footprint; of equals the one with fewest stages, then the smallest TP.
    case bestOfFootprint
    /// Every layout that meets the targets.
    case all
  }

  private let request: WorkerRatingRequest
  private let selection: Selection
  private let search: RateSearch

  /// - Parameters:
  ///   - request: What workers are rated for.
  ///   - selection: Which layouts are returned.
  public init(_ request: WorkerRatingRequest, selection: Selection = .bestOfFootprint) {
    self.request = request
    self.selection = selection
    search = RateSearch(targets: request.targets)
  }

  /// - Parameter progress: Called with the share that is done, from any thread.
  /// - Throws: `Diagnostic` where the calibration does not know the hardware of a pool or the runtime.
  public func rates(progress: @Sendable (Double) -> Void = { _ in }) throws -> WorkerRates {
    let pools = try request.cluster.pools.indices.map { index in
      try WorkerPricing(
        request.serving(.aggregated(WorkerGroup()), poolIndex: index, requestsPerSecond: 1))
    }
    let spaces = request.cluster.pools.map {
      WorkerSpace(model: request.model, pool: $0, gpuLimit: request.gpuLimit, engine: request.engine)
    }
    // Decode and mixed first: what prefill hands over depends on who takes it.
    let served = rated(spaces, [.decode, .mixed], progress: { progress($0 * 0.8) }) { index, role, layout, best in
      role == .decode
        ? pools[index].decode(layout.group).map { search.search($0, above: best) }
        : pools[index].mixed(layout.group).map { search.search($0, above: best) }
    }
    let handovers = handovers(pools, served.workers)
    let prefill = rated(spaces, [.prefill], progress: { progress(0.8 + $0 * 0.2) }) { index, _, layout, best in
      handovers[index].flatMap { handover in
        pools[index].prefill(layout.group, handover: handover).map { search.search($0, above: best) }
      }
    }
    return WorkerRates(
      workers: sorted(served.workers + prefill.workers),
      counts: served.counts.merging(prefill.counts) { $1 }, handovers: handovers, crossesPools: crossesPools)
  }

  /// Pools that have a network between them.
  private var crossesPools: Bool { request.cluster.pools.count > 1 && request.cluster.interconnect != nil }

  /// For each pool the slowest way from its prefill to a decode worker that is offered and can be reached.
  private func handovers(_ pools: [WorkerPricing], _ workers: [RatedWorker]) -> [Int: Double] {
    var slowest: [Int: Double] = [:]
    for worker in workers where worker.role == .decode {
      for index in pools.indices where index == worker.poolIndex || crossesPools {
        guard let time = pools[worker.poolIndex].handover(from: pools[index], to: worker.group) else { continue }
        slowest[index] = max(slowest[index] ?? 0, time)
      }
    }
    return slowest
  }

  private func sorted(_ workers: [RatedWorker]) -> [RatedWorker] {
    let roles = WorkerRole.allCases
    func order(_ worker: RatedWorker) -> (Int, Int) {
      (worker.poolIndex, roles.firstIndex(of: worker.role) ?? 0)
    }
    // Workers of a role come in the order of their footprints already.
    return workers.enumerated().sorted { left, right in
      let (first, second) = (order(left.element), order(right.element))
      return first == second ? left.offset < right.offset : first < second
    }.map(\.element)
  }
}

extension WorkerRater {
  private typealias Rate =
    @Sendable (
      _ poolIndex: Int, _ role: WorkerRole, _ layout: WorkerLayout, _ best: Double
    ) -> RateSearch.Outcome?

  /// What came of the layouts of one footprint.
  private struct Found: Sendable {
    let place: WorkerRates.PoolRole
    var workers: [RatedWorker] = []
    var count = RatingCount()
  }

  /// The footprints of all pools side by side; the layouts of one after the other, each only as far as it can be better.
  private func rated(
    _ spaces: [WorkerSpace], _ roles: [WorkerRole], progress: @Sendable (Double) -> Void, _ rate: Rate
  ) -> (workers: [RatedWorker], counts: [WorkerRates.PoolRole: RatingCount]) {
    let jobs = spaces.indices.flatMap { index in
      roles.flatMap { role in
        spaces[index].layouts.map { (WorkerRates.PoolRole(poolIndex: index, role: role), $0.layouts) }
      }
    }
    let found = Concurrency.map(jobs.count, progress: progress) { job in
      self.found(jobs[job].1, jobs[job].0, rate)
    }
    var counts: [WorkerRates.PoolRole: RatingCount] = [:]
    for footprint in found { counts[footprint.place, default: RatingCount()].add(footprint.count) }
    return (found.flatMap(\.workers), counts)
  }

  private func found(_ layouts: [WorkerLayout], _ place: WorkerRates.PoolRole, _ rate: Rate) -> Found {
    var found = Found(place: place)
    for layout in layouts {
      found.count.layouts += 1
      let best = selection == .all ? 0 : found.workers.first?.requestsPerSecond ?? 0
      switch rate(place.poolIndex, place.role, layout, best * Self.betterBy) {
      case nil, .beaten: break
      case .tooLarge: found.count.tooLarge += 1
      case .tooSlow(let first, let token):
        found.count.add(timeToFirstToken: first, timePerOutputToken: token, missing: request.targets)
      case .rated(let worker):
        let rated = RatedWorker(place, layout, worker)
        found.workers = selection == .all ? found.workers + [rated] : [rated]
      }
    }
    return found
  }

  /// Rates that differ by less are equal: they are known as well as bisection found them.
  private static let betterBy = 1 + 1e-7
}

/// Every way for one worker to use GPUs of a pool that is looked at: the stage layouts of a plan, in pipelines of 1, 2, 4, …
/// equal stages.
private struct WorkerSpace: Sendable {
  /// In the order of footprints, each list the simplest first.
  let layouts: [(footprint: WorkerFootprint, layouts: [WorkerLayout])]

  /// - Parameters:
  ///   - model: Sets which degrees are possible.
  ///   - pool: Sets which groups of GPUs exist.
  ///   - gpuLimit: GPUs of one worker at most; `nil` for as many as the space of plans has.
  ///   - engine: That is to run the worker; `nil` for any layout.
  init(model: ModelArchitecture, pool: Pool, gpuLimit: Int? = nil, engine: EngineRule? = nil) {
    let space = LayoutSpace(model: model, pool: pool, gpuLimit: gpuLimit)
    let free = pool.availableGPUsPerDomain.sorted(by: >)
    var found: [WorkerFootprint: [WorkerLayout]] = [:]
    for stage in space.layouts {
      for stages in Self.pipelines(model) where stages * stage.gpus <= space.gpuLimit {
        let isRun = engine?.allows(
          stage, stages: stages, gpusPerNode: pool.gpusPerNode, gpusPerDomain: pool.gpusPerDomain)
        guard isRun ?? true else { continue }
        if let layout = Self.layout(stage, stages, pool, most: space.gpusPerDomain),
          layout.footprint.domains <= free.count, free[layout.footprint.domains - 1] >= layout.footprint.gpusPerDomain
        {
          found[layout.footprint, default: []].append(layout)
        }
      }
    }
    layouts = found.keys.sorted().map { ($0, (found[$0] ?? []).sorted(by: WorkerLayout.isSimpler)) }
  }

  /// Numbers of stages. Serving reckons with equal stages, so that layers have to divide nearly evenly.
  private static func pipelines(_ model: ModelArchitecture) -> [Int] {
    let layers = model.layers.count
    return [1, 2, 4, 8, LayoutSpace.mostMicroBatches].filter { stages in
      let most = (layers + stages - 1) / stages
      return stages <= layers && Double(most * stages) <= Double(layers) * Self.unevenness
    }
  }

  /// The largest stage over the mean.
  private static let unevenness = 1.1

  /// As few domains as hold the stages in equal numbers.
  /// - Returns: `nil` where serving would reckon with other domains than these: it takes GPUs of one domain for all that one
  ///   could hold, were none of its GPUs unavailable.
  private static func layout(_ stage: StageLayout, _ stages: Int, _ pool: Pool, most: Int) -> WorkerLayout? {
    let group = WorkerGroup(
      tensorParallel: stage.tensorParallel, dataParallel: stage.dataParallel, pipelineParallel: stages,
      expertParallel: stage.expertParallel)
    guard group.stageLayout(gpusPerDomain: pool.gpusPerDomain) == stage else { return nil }
    var together = 1
    if stage.domains == 1 {
      while together < stages, 2 * together * stage.gpus <= most { together *= 2 }
    }
    let footprint = WorkerFootprint(
      domains: stage.domains * stages / together, gpusPerDomain: stage.gpusPerDomain * together)
    guard footprint.domains == 1 || footprint.gpus > pool.gpusPerDomain else { return nil }
    return WorkerLayout(group: group, stage: stage, footprint: footprint)
  }
}
