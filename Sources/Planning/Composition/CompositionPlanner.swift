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
  /// Narrower problems that are solved where workers have no place.
  private static let mostRestrictions = 6
  /// Workers that are left out on trial.
  private static let mostReductions = 2_000
  private static let mostReductionsWithFailures = 200

  init(_ request: ClusterRequest, optimizer: any Optimizer) {
    self.request = request
    self.optimizer = optimizer
    builder = CompositionBuilder(request: request)
    solver = CompositionSolver(optimizer: optimizer, tolerance: request.inputs.tolerance)
  }

  /// - Returns: `nil` where it is proved that nothing can be served, or not what is wanted.
  /// - Throws: `CompositionUnsolved` where neither an answer nor a proof was found.
  private func best() throws(CompositionUnsolved) -> PlacedComposition? {
    guard let rule = request.inputs.spare else {
      guard let placed = try placed(builder.problem(), free: available, spreads: false) else { return nil }
      guard wanted(placed) != nil else { throw CompositionUnsolved(status: .iterationLimit, bound: placed.bound) }
      return placed
    }
    guard rule.mode == .restart else { return try surviving(rule) }
    var survivors: PlacedComposition?
    do throws(CompositionUnsolved) {
      survivors = try surviving(rule)
    } catch {
      // Restarts may do what survivors were not found to.
      if error.isFault { throw error }
    }
    return try restarting(rule, besides: survivors)
  }

  /// The best that is found, if need be from what serves most.
  /// - Throws: `CompositionUnsolved` where the solver failed.
  func outcome() throws(CompositionUnsolved) -> CompositionOutcome {
    var unsolved: CompositionUnsolved?
    do throws(CompositionUnsolved) {
      if let best = try best() { return CompositionOutcome(best: kept(best), most: nil, isRuledOut: false) }
    } catch {
      unsolved = error
    }
    if let unsolved, unsolved.isFault { throw unsolved }
    let most = request.objective == .served ? nil : try mostServed()
    return CompositionOutcome(
      best: most.flatMap { reduced($0, bound: unsolved?.bound ?? 0) }.map(kept), most: most,
      isRuledOut: unsolved == nil || (most?.bound ?? .infinity) < 1 - 1e-9)
  }

  /// The same workers where those of the plan that runs are, if that is as good.
  private func kept(_ best: PlacedComposition) -> PlacedComposition {
    guard let current = request.current, let sites = KeptSites(current, request: request).sites(best.workers.counts),
      var kept = wanted(placed(best.answer, sites, request.inputs.spare))
    else { return best }
    let isWorse =
      request.objective == .served ? kept.value < best.value * (1 - 1e-9) : kept.value > best.value * (1 + 1e-9)
    guard !isWorse else { return best }
    kept.bound = request.objective == .served ? max(best.bound, kept.value) : min(best.bound, kept.value)
    kept.keepsNumbers = true
    return kept
  }

  /// The workers that serve the largest share of the demands; `nil` where none were found.
  private func mostServed() throws(CompositionUnsolved) -> PlacedComposition? {
    var served = request
    served.objective = .served
    do throws(CompositionUnsolved) {
      return try CompositionPlanner(served, optimizer: optimizer).best()
    } catch {
      if error.isFault { throw error }
      return nil
    }
  }

  /// What serves as much as can be, less the workers that the demands do not need.
  /// - Parameters:
  ///   - most: The best for the objective `.served`, whose bound says nothing of costs.
  ///   - bound: No composition that serves the demands costs less.
  /// - Returns: `nil` where it does not serve the demands.
  private func reduced(_ most: PlacedComposition, bound: Double) -> PlacedComposition? {
    let rule = request.inputs.spare
    guard var best = wanted(placed(most.answer, most.sites, rule)) else { return nil }
    var tries = rule == nil ? Self.mostReductions : Self.mostReductionsWithFailures
    // Of a kind one is as good as another, unless a failure takes them: the last one is tried.
    for kind in request.workers.indices.sorted(by: { largerFirst($0, $1) }) {
      while tries > 0, let last = best.sites.lastIndex(where: { $0.kind == kind }) {
        tries -= 1
        var sites = best.sites
        sites.remove(at: last)
        guard let less = wanted(placed(best.answer, sites, rule)) else { break }
        best = less
      }
    }
    best.bound = min(bound, best.value)
    return best
  }

  private func largerFirst(_ left: Int, _ right: Int) -> Bool {
    (-request.workers[left].footprint.gpus, left) < (-request.workers[right].footprint.gpus, right)
  }

  private var available: [[Int]] { request.cluster.pools.map(\.availableGPUsPerDomain) }
  private var plainProblem: CompositionProblem { builder.problem() }

  // MARK: - Places

  /// Solves a problem and gives its workers places. Where not all of them found one, the problem is solved once more with so
  /// much room that they do, and then with no more of those that did not than had a place.
  /// - Returns: `nil` where it is proved that the problem has no answer.
  private func placed(_ problem: CompositionProblem, free: [[Int]], spreads: Bool, rule: SpareRule? = nil)
    throws(CompositionUnsolved) -> PlacedComposition?
  {
    guard let answer = try solver.solve(problem) else { return nil }
    let first = place(answer, free: free, spreads: spreads, rule: rule)
    var (best, bound, missed) = (wanted(first), first.bound, missed(answer, first))
    var restricted = problem
    restricted.leavesRoom = true
    for _ in 0..<Self.mostRestrictions where !missed.isEmpty {
      let answer = try? solver.solve(restricted)
      if restricted.leavesRoom, problem.groupsAreExact, let tighter = answer?.bound {
        bound = request.objective == .served ? min(bound, tighter) : max(bound, tighter)
      }
      restricted.leavesRoom = false
      for (kind, count) in missed { restricted.types[kind].most = count }
      // A narrower question need not have an answer.
      guard let again = answer else { continue }
      let placed = place(again, free: free, spreads: spreads, rule: rule)
      best = better(best, placed)
      missed = self.missed(again, placed)
    }
    best?.bound = bound
    return best ?? first
  }

  /// The types of which some workers have no place, with how many have one.
  private func missed(_ answer: CompositionAnswer, _ placed: PlacedComposition) -> [Int: Int] {
    let counts = zip(answer.workers.counts, placed.workers.counts).enumerated()
    return Dictionary(uniqueKeysWithValues: counts.filter { $1.0 > $1.1 }.map { ($0, $1.1) })
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
  /// - Returns: `nil` where the least that is lost is too much already.
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
    if let bound {
      guard best != nil else { throw CompositionUnsolved(status: .iterationLimit, bound: bound) }
      best?.bound = bound
    }
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
    let bound = request.objective == .served ? bounds.min() ?? 0 : bounds.max() ?? 0
    // A cluster without one of its units that does not serve the demands rules it out.
    guard best != nil || bounds.count < lessOne.count else {
      throw CompositionUnsolved(status: .iterationLimit, bound: bound)
    }
    best?.bound = bound
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

/// What the search for a composition came to.
struct CompositionOutcome: Sendable {
  /// `nil` where nothing was found that does what is wanted.
  let best: PlacedComposition?
  /// What serves the largest share of the demands, where that was looked for.
  let most: PlacedComposition?
  /// Whether it is proved that nothing does what is wanted.
  let isRuledOut: Bool
}
