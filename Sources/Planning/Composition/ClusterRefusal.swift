import Clusters
import Optimization
import Plans
import Quantities

/// Why a cluster cannot serve what is wanted, how much it can, and what would be enough.
struct ClusterRefusal: Sendable {
  private let request: ClusterRequest
  private let optimizer: any Optimizer

  init(_ request: ClusterRequest, optimizer: any Optimizer) {
    self.request = request
    self.optimizer = optimizer
  }

  /// - Parameter isProved: Whether a search ruled out that the demands are met.
  /// - Throws: `CompositionUnsolved` where the solver failed.
  func refusal(isProved: Bool) throws -> Refusal {
    if let missing = request.models.indices.first(where: { !isServable($0) }) { return unservable(missing) }
    var served = request
    served.objective = .served
    var most: PlacedComposition?
    do throws(CompositionUnsolved) {
      most = try CompositionPlanner(served, optimizer: optimizer).best()
    } catch  where error.isFault {
      throw error
    } catch {
      return unproved(nil)
    }
    guard isProved else { return unproved(most) }
    return Refusal(
      reason: .demand, sentence: sentence(most), stage: nil, changes: lower(most) + moreDomains())
  }

  /// The search ended within its effort without an answer.
  private func unproved(_ most: PlacedComposition?) -> Refusal {
    let found = most.map { "; what was found serves \(percent($0.value)) of the demand" } ?? ""
    return Refusal(
      reason: .demand,
      sentence:
        "the search ended before it knew whether \(Numerals.grouped(request.availableGPUs)) GPUs serve the demand"
        + found, stage: nil, changes: [], isUnproved: true)
  }

  private func isServable(_ model: Int) -> Bool {
    let workers = request.workers.filter { $0.model == model }
    return workers.contains { $0.role == .mixed }
      || Set(request.islands).contains { island in
        let near = workers.filter { request.islands[$0.poolIndex] == island }
        return near.contains { $0.role == .prefill } && near.contains { $0.role == .decode }
      }
  }

  private func unservable(_ model: Int) -> Refusal {
    let roles = Set(request.workers.filter { $0.model == model }.map(\.role))
    let name = request.models[model].name
    let missing: String
    switch (roles.contains(.prefill), roles.contains(.decode)) {
    case (true, true): missing = "prefill and decode of \(name) lie in pools without a network between them"
    case (true, false): missing = "no worker decodes \(name) within its targets"
    case (false, true): missing = "no worker prefills \(name) within its targets"
    case (false, false): missing = "no worker serves \(name) within its targets"
    }
    guard request.rates.indices.contains(model) else {
      return Refusal(reason: .latency, sentence: missing, stage: nil, changes: [])
    }
    let counts = request.rates[model].counts.filter { $0.key.role == .decode }
    let isTooLarge = counts.allSatisfy { $0.value.tooSlow == 0 }
    let causes = counts.sorted { $0.key < $1.key }
      .map { "on pool \(request.cluster.pools[$0.key.poolIndex].name), \($0.value.absence(of: .decode))" }
    return Refusal(
      reason: isTooLarge ? .memory : .latency, sentence: "\(missing): for decode \(causes.joined(separator: "; "))",
      stage: nil, changes: [])
  }

  private func sentence(_ most: PlacedComposition?) -> String {
    let after = request.inputs.spare.map { spare in
      spare.mode == .restart
        ? " after the loss of a \(spare.unit.rawValue), with restarts" : " after the loss of a \(spare.unit.rawValue)"
    }
    let gpus = "\(Numerals.grouped(request.availableGPUs)) GPUs"
    guard let most else { return "\(gpus) hold no workers that serve all models\(after ?? "")" }
    let isProved = most.bound <= most.value * (1 + 1e-9)
    // Serving all demands is ruled out, though a larger share than was found may be there.
    func words(_ found: String, _ bound: Double, _ text: (Double) -> String) -> String {
      isProved ? "\(found) at most" : "\(found) as far as was found" + (bound < 1 ? ", none above \(text(bound))" : "")
    }
    if request.models.count == 1 {
      let demand = request.demands[0]
      let served = words("\(rounded(most.value * demand)) requests/s", most.bound) { rounded($0 * demand) }
      return "\(gpus) serve \(served)\(after ?? ""), not \(Numerals.significant(demand))"
    }
    let served = words("\(percent(most.value)) of every demand", most.bound, percent)
    return "\(gpus) serve \(served)\(after ?? ""), not all of it"
  }

  private func percent(_ share: Double) -> String { Numerals.percent(share, decimals: 1) }

  private func lower(_ most: PlacedComposition?) -> [String] {
    guard let most else { return [] }
    guard request.models.count == 1 else {
      return ["\(Numerals.percent((most.value * 1000).rounded(.down) / 1000, decimals: 1)) of every demand"]
    }
    let rate = rounded(most.value * request.demands[0])
    return ["\(rate) requests/s (--requests-per-second \(rate))"]
  }

  /// Cut off behind three decimals, so that it can be served.
  private func rounded(_ rate: Double) -> String {
    "\((rate * 1000).rounded(.down) / 1000)"
  }

  /// The fewest domains more of each pool alone that would do.
  private func moreDomains() -> [String] {
    guard request.inputs.spare == nil, request.objective != .served else { return [] }
    if request.inputs.gpuLimit != nil {
      let solver = CompositionSolver(optimizer: optimizer, tolerance: request.inputs.tolerance)
      if solver.findsEnough(problem(0, extra: 0)) { return ["all GPUs of the cluster (without --gpus)"] }
    }
    return request.cluster.pools.indices.compactMap { index -> String? in
      let pool = request.cluster.pools[index]
      guard let count = fewestDomains(index) else { return nil }
      let limit = request.inputs.gpuLimit == nil ? "" : " and no --gpus"
      return "\(count) \(pool.domainNoun)s of \(pool.gpusPerDomain) GPUs in pool \(pool.name) instead of "
        + "\(pool.domainCount)\(limit)"
    }
  }

  /// Fewer than fractions of workers need are not enough; from there on whole workers are tried.
  private func fewestDomains(_ poolIndex: Int) -> Int? {
    let solver = CompositionSolver(optimizer: optimizer, tolerance: 0.01)
    func mayBeEnough(_ extra: Int) -> Bool { solver.relaxedRatio(problem(poolIndex, extra: extra)) >= 1 - 1e-9 }
    var high = 1
    while high <= Self.mostDomains, !mayBeEnough(high) { high *= 2 }
    guard high <= Self.mostDomains else { return nil }
    var low = high / 2
    while high - low > 1 {
      let middle = (low + high) / 2
      if mayBeEnough(middle) { high = middle } else { low = middle }
    }
    let more = [0, 1, 2, 3, max(4, high / 100), max(8, high / 20)]
    let enough = more.map { high + $0 }.first { solver.findsEnough(problem(poolIndex, extra: $0)) }
    return enough.map { request.cluster.pools[poolIndex].domainCount + $0 }
  }

  /// With more domains in one pool.
  private func problem(_ poolIndex: Int, extra: Int) -> CompositionProblem {
    let pool = request.cluster.pools[poolIndex]
    var free = request.cluster.pools.map(\.availableGPUsPerDomain)
    free[poolIndex] += Array(repeating: pool.gpusPerDomain, count: extra)
    var unlimited = request
    unlimited.inputs.gpuLimit = nil
    return CompositionBuilder(request: unlimited).problem(freeGPUs: free, objective: .served)
  }

  private static let mostDomains = 4096
}

/// Writes a request as a composition problem.
struct CompositionBuilder: Sendable {
  let request: ClusterRequest

  /// What the cost of a composition is counted in.
  enum CostUnit {
    case gpus
    case dollarsPerHour
  }

  /// GPUs of one pool cost the same, so that counting them is counting dollars.
  var costUnit: CostUnit {
    request.objective != .gpus && request.cluster.pools.count > 1 && request.prices != nil ? .dollarsPerHour : .gpus
  }

  /// - Parameters:
  ///   - freeGPUs: For each pool the free GPUs of each domain; what is available by default.
  ///   - objective: The request's by default.
  ///   - demandShare: Of every demand, what is to be served.
  ///   - gpuShare: Of the GPUs that may be used.
  func problem(
    freeGPUs: [[Int]]? = nil, objective: CompositionObjective? = nil, demandShare: Double = 1, gpuShare: Double = 1,
    loss: LossAllowance? = nil
  ) -> CompositionProblem {
    let free = freeGPUs ?? request.cluster.pools.map(\.availableGPUsPerDomain)
    return CompositionProblem(
      types: request.workers.map(type), pools: free.map(DomainClass.all), islands: request.islands,
      demands: request.demands.map { $0 * demandShare },
      gpuLimit: request.inputs.gpuLimit.map { Int(Double($0) * gpuShare) },
      objective: objective ?? (request.objective == .served ? .served : .cost), loss: loss)
  }

  private func type(_ worker: OfferedWorker) -> WorkerType {
    let price = costUnit == .gpus ? 1 : request.prices?[worker.poolIndex] ?? 1
    return WorkerType(
      model: worker.model, pool: worker.poolIndex, prefills: worker.role != .decode,
      decodes: worker.role != .prefill,
      footprint: Footprint(domains: worker.footprint.domains, gpusPerDomain: worker.footprint.gpusPerDomain),
      requestsPerSecond: worker.requestsPerSecond, cost: price * Double(worker.footprint.gpus))
  }
}

/// A composition whose workers have places.
struct PlacedComposition: Sendable {
  /// The program's answer; its bound holds for all compositions that were asked for.
  let answer: CompositionAnswer
  /// No composition does better.
  var bound: Double
  /// The workers that have a place.
  let sites: [WorkerSite]
  /// What those do together, every one of them working.
  let workers: WorkerCounts
  /// The smallest served/demand, after the worst failure where some were asked about.
  let ratio: Double
  /// What the objective came to.
  let value: Double
  /// What is left after failures; `nil` where none were asked about.
  var failures: FailureAnalysis.Outcome?
}
