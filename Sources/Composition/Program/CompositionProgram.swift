import Optimization

/// The integer program of a composition.
///
///     n_w   workers of type w                       s_l   requests/s that line l serves: a model on an island
///     f_a   domains of a class that take an arc of its filling graph;  t_v  that end with v GPUs taken
///
///     Σ_{w of l that prefill} rate_w n_w − loss ≥ s_l, the same for decode       every line
///     pieces of each size outside of the chain = arcs of that size                every pool
///     Σ_{chain s' ≥ s} (s'/s) pieces_s' ≤ Σ_v ⌊(free − v)/s⌋ t_v                  every pool, chain size s
///     arcs into v = arcs out of v + t_v, domains out of 0                         every class, node v
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
  var classes: [DomainColumns] = []
  private(set) var losses: [(prefill: Variable, decode: Variable)] = []

  init(_ problem: CompositionProblem) {
    self.problem = problem
    types = problem.usefulTypes
    let most = Self.mostServed(problem, types)
    scales = most.map { $0 > 0 ? $0 : 1 }
    ratioScale = zip(most, problem.demands).map { $0 / $1 }.min().map { $0 > 0 ? $0 : 1 } ?? 1
    ratio = program.addVariable("ratio", lower: 0)
    served = (0..<problem.lineCount).map { program.addVariable("served_\($0)", lower: 0) }
    counts = types.map { index in
      program.addVariable(
        "workers_\(index)", lower: 0, upper: Double(problem.mostWorkers(problem.types[index])), kind: .integer)
    }
    addShares()
    addSides()
    addPacking()
    if let limit = problem.gpuLimit {
      let terms = zip(counts, types).map { Double(problem.types[$1].footprint.gpus) * $0 }
      program.addConstraint("gpus", terms, .atMost, Double(limit))
    }
  }

  /// What each model could have if it were alone and its workers could be cut in pieces.
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

  /// What the objective of `program(for:)` means.
  func value(ofObjective objective: Double, for target: CompositionTarget) -> Double {
    switch target.best {
    case .ratio: -objective * ratioScale
    case .total: -objective * scales.reduce(0, +)
    case .cost: objective * (types.map { problem.types[$0].cost }.max() ?? 1)
    }
  }
}
