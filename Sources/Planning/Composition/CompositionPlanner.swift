import Clusters
import Optimization
import Plans

/// Solves a request's composition and gives its workers places; with spare capacity, until what is left is enough.
struct CompositionPlanner: Sendable {
  let request: ClusterRequest
  let optimizer: any Optimizer
  private let builder: CompositionBuilder
  private let solver: CompositionSolver

  /// Placements that are looked at before the best of them is taken.
  private static let mostRounds = 8

  init(_ request: ClusterRequest, optimizer: any Optimizer) {
    self.request = request
    self.optimizer = optimizer
    builder = CompositionBuilder(request: request)
    solver = CompositionSolver(optimizer: optimizer, tolerance: request.inputs.tolerance)
  }

  /// - Returns: `nil` where it is proved that nothing can be served, or not what is wanted.
  /// - Throws: `CompositionUnsolved` where neither an answer nor a proof was found.
  func best() throws(CompositionUnsolved) -> PlacedComposition? {
    guard let rule = request.inputs.spare else {
      guard let placed = try placed(builder.problem(), free: available, spreads: false) else { return nil }
      guard let placed = wanted(placed) else { throw CompositionUnsolved(status: .iterationLimit) }
      return placed
    }
    let survivors = try surviving(rule)
    guard rule.mode == .restart else { return survivors }
    return try restarting(rule, besides: survivors)
  }

  private var available: [[Int]] { request.cluster.pools.map(\.availableGPUsPerDomain) }
  private var plainProblem: CompositionProblem { builder.problem() }

  // MARK: - Places

  /// Solves a problem and gives its workers places. Where pieces were counted only and not all of them found a place, the
  /// problem is solved once more with so much room that they do.
  private func placed(_ problem: CompositionProblem, free: [[Int]], spreads: Bool, rule: SpareRule? = nil)
    throws(CompositionUnsolved) -> PlacedComposition?
  {
    guard let answer = try solver.solve(problem) else { return nil }
    let first = place(answer, free: free, spreads: spreads, rule: rule)
    guard first.workers.counts != answer.workers.counts, problem.pools.indices.contains(where: problem.isCounted)
    else { return first }
    var roomy = problem
    roomy.leavesRoom = true
    guard let again = try solver.solve(roomy) else { return first }
    var second = place(again, free: free, spreads: spreads, rule: rule)
    second.bound = first.bound
    return better(wanted(first), second) ?? first
  }

  private func place(
    _ answer: CompositionAnswer, free: [[Int]], spreads: Bool, rule: SpareRule? = nil
  ) -> PlacedComposition {
    let units = rule.map { FailureUnits(cluster: request.cluster, unit: $0.unit).domainsPerUnit }
    let placer = WorkerPlacer(
      request: request, spreads: spreads, domainsPerUnit: units ?? request.cluster.pools.map { _ in 1 })
    return placed(answer, placer.sites(answer.workers.counts, free: free, contents: answer.domains), rule)
  }

  /// What workers at these sites do together.
  private func placed(_ answer: CompositionAnswer, _ sites: [WorkerSite], _ rule: SpareRule?) -> PlacedComposition {
    var counts = request.workers.map { _ in 0 }
    for site in sites { counts[site.kind] += 1 }
    let workers = WorkerCounts(counts, of: plainProblem)
    let outcome = rule.map { FailureAnalysis(request, rule: $0, sites: sites).outcome() }
    let ratio = outcome?.ratio ?? workers.ratio(request.demands)
    return PlacedComposition(
      answer: answer, bound: answer.bound, sites: sites, workers: workers, ratio: ratio,
      value: request.objective == .served ? ratio : workers.cost, failures: outcome)
  }

  /// `nil` for what serves nothing, or not the demands where they are to be met.
  private func wanted(_ composition: PlacedComposition) -> PlacedComposition? {
    composition.ratio > 0 && (request.objective == .served || composition.ratio >= 1 - 1e-9) ? composition : nil
  }

  /// The better of the two that is wanted.
  private func better(_ first: PlacedComposition?, _ second: PlacedComposition?) -> PlacedComposition? {
    guard let second = second.flatMap(wanted) else { return first }
    guard let first else { return second }
    return (request.objective == .served ? second.value > first.value : second.value < first.value) ? second : first
  }

  // MARK: - Spare capacity

  /// The survivors of a failure serve the demand. How much a failure takes follows from the places, so the program is first
  /// asked with the least that it must take, which bounds, and then with what placements were seen to lose.
  private func surviving(_ rule: SpareRule) throws(CompositionUnsolved) -> PlacedComposition? {
    let problem = plainProblem
    let survivors = SpareRule(unit: rule.unit, mode: .survivors)
    let units = FailureUnits(cluster: request.cluster, unit: rule.unit).countsLostTogether
    let none = Array(repeating: 0.0, count: problem.lineCount)
    var loss = LossAllowance(units: units, prefill: none, decode: none)
    var best: PlacedComposition?
    var bound: Double?
    for _ in 0..<Self.mostRounds {
      guard
        let placed = try placed(builder.problem(loss: loss), free: available, spreads: true, rule: survivors)
      else { break }
      // Losses of lines on several islands are not taken at once: without them the bound still holds.
      if bound == nil { bound = hasIslands ? try solver.solve(problem)?.bound : placed.bound }
      best = better(best, placed)
      let seen = placed.failures?.lost ?? []
      let isHeld =
        zip(loss.prefill, seen).allSatisfy { $0 >= $1.prefill - 1e-9 }
        && zip(loss.decode, seen).allSatisfy { $0 >= $1.decode - 1e-9 }
      if isHeld { break }
      loss.prefill = zip(loss.prefill, seen).map { max($0, $1.prefill) }
      loss.decode = zip(loss.decode, seen).map { max($0, $1.decode) }
    }
    for template in UnitTemplates(request, unit: rule.unit, solver: solver).templates() {
      best = better(best, copied(template, survivors))
    }
    if let bound { best?.bound = bound }
    return best
  }

  /// The same workers in every unit.
  private func copied(_ template: UnitTemplates.Template, _ rule: SpareRule) -> PlacedComposition {
    let units = FailureUnits(cluster: request.cluster, unit: rule.unit)
    let placer = WorkerPlacer(request: request, spreads: false, domainsPerUnit: units.domainsPerUnit)
    let sites = template.units.flatMap {
      placer.sites(template.answer.workers.counts, free: $0, contents: template.answer.domains)
    }
    return placed(template.answer, sites, rule)
  }

  private var hasIslands: Bool { Set(request.islands).count > 1 }

  /// What is lost starts again on GPUs that were kept free: a unit, a unit of every domain, or a domain of each pool. No more
  /// can be served than by a cluster that lacks a unit.
  private func restarting(_ rule: SpareRule, besides survivors: PlacedComposition?) throws(CompositionUnsolved)
    -> PlacedComposition?
  {
    let units = FailureUnits(cluster: request.cluster, unit: rule.unit)
    let pools = request.cluster.pools.indices
    var best = better(nil, survivors.map { placed($0.answer, $0.sites, rule) })
    for reserve in reserves(units) {
      best = better(
        best, try placed(builder.problem(freeGPUs: reserve), free: reserve, spreads: false, rule: rule))
    }
    let lessOne = pools.map { units.removingOne(fromPool: $0, available) }
    var bounds: [Double] = []
    for free in lessOne {
      if let bound = try solver.solve(builder.problem(freeGPUs: free))?.bound { bounds.append(bound) }
    }
    best?.bound = request.objective == .served ? bounds.min() ?? 0 : bounds.max() ?? 0
    return best
  }

  private func reserves(_ units: FailureUnits) -> [[[Int]]] {
    let pools = request.cluster.pools.indices
    let unit = pools.reduce(available) { units.removingOne(fromPool: $1, $0) }
    let domain = pools.reduce(available) { units.removingDomain(fromPool: $1, $0) }
    let everywhere = pools.reduce(available) { units.removingOneOfEveryDomain(fromPool: $1, $0) ?? $0 }
    return [unit, domain, everywhere]
  }
}
