import Optimization

/// What one solve of the composition program is after.
struct CompositionTarget: Sendable, Equatable {
  /// What is made as good as possible.
  enum Best: Sendable, Equatable {
    /// The smallest served/demand, as large as possible.
    case ratio
    /// All requests per second together, as many as possible.
    case total
    /// The cost, as small as possible.
    case cost
  }

  let best: Best
  /// For each model at least so many requests/s.
  var served: [Double] = []
  /// At most this cost.
  var costLimit: Double?
}

/// The integer program of a composition.
///
///     n_w   workers of type w                       s_l   requests/s that line l serves: a model on an island
///     f_a   domains of a class that take an arc of its filling graph;  t_v  that end with v GPUs taken
///
///     Σ_{w of l that prefill} rate_w n_w − loss ≥ s_l, the same for decode       every line
///     pieces of each size outside of the chain = arcs of that size                every pool
///     Σ_{chain s' ≥ s} (s'/s) pieces_s' ≤ Σ_v ⌊(free − v)/s⌋ t_v                  every pool, chain size s
///     arcs into v = arcs out of v + t_v, domains out of 0                         every class, node v
///
/// The last three are `addPacking`'s, which counts GPUs instead where domains are large; `addGroups` adds that workers
/// across domains keep to a group of a tier.
struct CompositionProgram {
  let problem: CompositionProblem
  /// Types that take part.
  let types: [Int]
  var program = LinearProgram(name: "composition")
  private(set) var counts: [Variable] = []
  private(set) var served: [Variable] = []
  let ratio: Variable
  /// Requests/s are divided by it, by model, so that coefficients are about 1.
  let scales: [Double]
  /// Ratios are divided by it.
  let ratioScale: Double
  /// What each model could have if it were alone and its workers could be cut in pieces.
  private let most: [Double]
  var classes: [DomainColumns] = []
  private(set) var losses: [(prefill: Variable, decode: Variable)] = []

  /// - Parameter covers: Whether serving the demands is all that counts. A worker then serves no more than the demand, and
  ///   rates are divided by the demand: one that is a millionth of what the cluster could serve would drown in the
  ///   solver's tolerances.
  init(_ problem: CompositionProblem, covers: Bool = false) {
    types = problem.usefulTypes
    most = Self.mostServed(problem, types)
    // What a failure takes from a worker is more than the demand that it serves.
    self.problem = covers && problem.loss == nil ? problem.cutToDemands : problem
    scales = zip(most, problem.demands).map { covers ? min($0, $1) : $0 }.map { $0 > 0 ? $0 : 1 }
    ratioScale = covers ? 1 : zip(most, problem.demands).map { $0 / $1 }.min().map { $0 > 0 ? $0 : 1 } ?? 1
    ratio = program.addVariable("ratio", lower: 0)
    served = (0..<problem.lineCount).map { program.addVariable("served_\($0)", lower: 0) }
    counts = types.map { index in
      program.addVariable(
        "workers_\(index)", lower: 0, upper: Double(problem.mostWorkers(problem.types[index])), kind: .integer)
    }
    addShares()
    addSides()
    addPacking()
    addGroups()
    if let limit = problem.gpuLimit {
      let terms = zip(counts, types).map { Double(problem.types[$1].footprint.gpus) * $0 }
      program.addConstraint("gpus", terms, .atMost, Double(limit))
    }
  }

  private static func mostServed(_ problem: CompositionProblem, _ types: [Int]) -> [Double] {
    problem.demands.indices.map { model in
      func side(_ counts: (WorkerType) -> Bool) -> Double {
        problem.pools.enumerated().reduce(0.0) { sum, pool in
          let gpus = Double(pool.element.reduce(0) { $0 + $1.count * $1.freeGPUs })
          let densities = types.map { problem.types[$0] }
            .filter { $0.model == model && $0.pool == pool.offset && counts($0) }
            .map { $0.requestsPerSecond / Double($0.footprint.gpus) }
          return sum + gpus * (densities.max() ?? 0)
        }
      }
      return min(side(\.prefills), side(\.decodes))
    }
  }

  // MARK: - Rows

  private mutating func addShares() {
    for (model, demand) in problem.demands.enumerated() {
      program.addConstraint(
        "share_\(model)", served(model) + [(-demand * ratioScale / scales[model]) * ratio], .atLeast, 0)
    }
  }

  private func served(_ model: Int) -> [Term] { problem.lines(ofModel: model).map { 1 * served[$0] } }
  func scale(ofLine line: Int) -> Double { scales[line / problem.islandCount] }

  private mutating func addSides() {
    let used = problem.loss == nil ? [] : addUse()
    for line in 0..<problem.lineCount {
      let prefill = addSide(line, "prefill", problem.loss?.prefill[line], used, \.prefills)
      let decode = addSide(line, "decode", problem.loss?.decode[line], used, \.decodes)
      if let prefill, let decode { losses.append((prefill, decode)) }
    }
  }

  /// For each type whether there is a worker of it.
  private mutating func addUse() -> [Variable] {
    zip(counts, types).map { count, index in
      let use = program.addBinary("uses_\(index)")
      let most = Double(problem.mostWorkers(problem.types[index]))
      program.addConstraint("use_\(index)", [1 * count, -most * use], .atMost, 0)
      return use
    }
  }

  private mutating func addSide(
    _ line: Int, _ name: String, _ least: Double?, _ used: [Variable], _ counts: (WorkerType) -> Bool
  ) -> Variable? {
    let members = types.indices.filter { member in
      let type = problem.types[types[member]]
      return problem.line(of: type) == line && counts(type)
    }
    func rate(_ member: Int) -> Double { problem.types[types[member]].requestsPerSecond / scale(ofLine: line) }
    let rates = members.map { rate($0) * self.counts[$0] }
    guard let least else {
      program.addConstraint("\(name)_\(line)", rates + [-1 * served[line]], .atLeast, 0)
      return nil
    }
    let lost = program.addVariable("lost_\(name)_\(line)", lower: least / scale(ofLine: line))
    program.addConstraint("\(name)_\(line)", rates + [-1 * served[line], -1 * lost], .atLeast, 0)
    for member in members {
      program.addConstraint(
        "lost_\(name)_by_\(types[member])", [1 * lost, -rate(member) * used[member]], .atLeast, 0)
    }
    for (pool, units) in (problem.loss?.units ?? []).enumerated() where units > 0 {
      let terms = members.filter { problem.types[types[$0]].pool == pool }
        .map { (-rate($0) / Double(units)) * self.counts[$0] }
      if !terms.isEmpty {
        program.addConstraint("share_lost_\(name)_\(line)_\(pool)", [1 * lost] + terms, .atLeast, 0)
      }
    }
    return lost
  }

  // MARK: - Targets

  /// The program with what is to be made best.
  func program(for target: CompositionTarget) -> LinearProgram {
    var program = program
    for (model, least) in target.served.enumerated() where least > 0 {
      program.addConstraint("least_\(model)", served(model), .atLeast, least / scales[model])
    }
    let costs = zip(counts, types).map { (variable: $0, cost: problem.types[$1].cost) }
    let unit = costs.map(\.cost).max() ?? 1
    if let limit = target.costLimit {
      program.addConstraint("cost", costs.map { ($0.cost / unit) * $0.variable }, .atMost, limit / unit)
    }
    switch target.best {
    case .ratio: program.setCost(-1, of: ratio)
    case .total:
      let total = scales.reduce(0, +)
      for (line, variable) in served.enumerated() { program.setCost(-scale(ofLine: line) / total, of: variable) }
    case .cost:
      for item in costs { program.setCost(item.cost / unit, of: item.variable) }
    }
    return program
  }

  /// What no composition betters by the duals of the relaxation alone, computed here from whatever the solver calls duals;
  /// `nil` where they prove nothing.
  func relaxationBound(_ target: CompositionTarget, duals: [Double]) -> Double? {
    var bounded = program(for: target)
    for (line, variable) in served.enumerated() {
      let model = line / problem.islandCount
      bounded.setBounds(lower: 0, upper: most[model] / scales[model] * (1 + 1e-9), of: variable)
    }
    let largest = zip(most, problem.demands).map { $0 / $1 }.min() ?? 0
    bounded.setBounds(lower: 0, upper: largest / ratioScale * (1 + 1e-9), of: ratio)
    let bound = DualBound(bounded, duals: duals).value
    guard bound.isFinite else { return nil }
    let value = value(ofObjective: bound, for: target)
    // A sum of whole costs is whole.
    let isWhole =
      target.best == .cost && types.allSatisfy { problem.types[$0].cost == problem.types[$0].cost.rounded() }
    return isWhole ? (value - 1e-6).rounded(.up) : value
  }

  /// What the objective of `program(for:)` means.
  func value(ofObjective objective: Double, for target: CompositionTarget) -> Double {
    switch target.best {
    case .ratio: -objective * ratioScale
    case .total: -objective * scales.reduce(0, +)
    case .cost: objective * (types.map { problem.types[$0].cost }.max() ?? 1)
    }
  }
}

extension CompositionProgram {
  /// The values of an answer for another target: what is served is set to all that is kept up with.
  func incumbent(_ solution: Solution, for target: CompositionTarget) -> [Double]? {
    let workers = WorkerCounts(counts(in: solution), of: problem)
    var values = solution.values
    for (line, rate) in workers.servedOnLines.enumerated() {
      values[served[line].index] = rate / scale(ofLine: line)
    }
    values[ratio.index] = workers.ratio(problem.demands) / ratioScale
    for (line, lost) in losses.enumerated() {
      func least(prefill: Bool) -> Double {
        problem.loss?.least(workers.counts, of: problem, line: line, prefill: prefill) ?? 0
      }
      values[lost.prefill.index] = least(prefill: true) / scale(ofLine: line)
      values[lost.decode.index] = least(prefill: false) / scale(ofLine: line)
    }
    let found = Solution(values: values, of: program(for: target))
    return found.feasibility.isFeasible() ? found.values : nil
  }

  /// Counts for every type of the problem.
  func counts(in solution: Solution) -> [Int] {
    var all = problem.types.map { _ in 0 }
    for (variable, index) in zip(counts, types) { all[index] = Int(solution[variable].rounded()) }
    return all
  }

  /// For each pool what its domains hold, following the paths that the flows are made of.
  func domains(in solution: Solution) -> [[DomainContents]] {
    problem.pools.indices.map { pool in
      classes.filter { $0.pool == pool }.flatMap { contents(of: $0, in: solution) }
    }
  }

  private func contents(of column: DomainColumns, in solution: Solution) -> [DomainContents] {
    var flows = column.arcs.map { Int(solution[$0].rounded()) }
    var ends = column.ends.map { Int(solution[$0].rounded()) }
    var found: [[Int]: Int] = [:]
    while let path = nextPath(column.graph, flows, ends) {
      let count = min(path.arcs.map { flows[$0] }.min() ?? .max, ends[path.end])
      for arc in path.arcs { flows[arc] -= count }
      ends[path.end] -= count
      found[path.arcs.map { column.graph.arcs[$0].size }, default: 0] += count
    }
    return found.sorted { $1.key.lexicographicallyPrecedes($0.key) }.map {
      DomainContents(freeGPUs: column.domains.freeGPUs, pieces: $0.key.sorted(by: >), count: $0.value)
    }
  }

  /// A path from 0 along arcs that still carry something; stops where something ends.
  private func nextPath(_ graph: FillingGraph, _ flows: [Int], _ ends: [Int]) -> (arcs: [Int], end: Int)? {
    var node = 0
    var arcs: [Int] = []
    while true {
      if let next = graph.arcs.indices.first(where: { graph.arcs[$0].from == node && flows[$0] > 0 }) {
        arcs.append(next)
        node = graph.arcs[next].from + graph.arcs[next].size
        continue
      }
      guard let end = graph.nodes.firstIndex(of: node), ends[end] > 0 else { return nil }
      return (arcs, end)
    }
  }
}

extension CompositionProblem {
  /// The same with workers that serve no more than the demand of their model.
  fileprivate var cutToDemands: CompositionProblem {
    var problem = self
    for index in types.indices {
      let demand = demands[types[index].model]
      problem.types[index].requestsPerSecond = min(types[index].requestsPerSecond, demand)
    }
    return problem
  }
}
