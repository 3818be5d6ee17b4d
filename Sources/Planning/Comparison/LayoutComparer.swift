import Optimization
import Plans

/// Solves for the best layout of each of several kinds and sets them side by side.
public struct LayoutComparer: Sendable {
  private let request: PlanRequest
  private let constraints: [LayoutConstraint]
  private let optimizer: any Optimizer
  private let seeksCrossovers: Bool
  private let progress: @Sendable (Double) -> Void

  /// - Parameters:
  ///   - request: Model, cluster, workload, calibration and goal.
  ///   - constraints: The kinds of layout; at least one.
  ///   - optimizer: Proves the stage program of each winner.
  ///   - seeksCrossovers: Whether to look where the winner changes.
  ///   - progress: Called with the share that is done, from any thread.
  public init(
    _ request: PlanRequest, constraints: [LayoutConstraint], optimizer: any Optimizer, seeksCrossovers: Bool,
    progress: @escaping @Sendable (Double) -> Void = { _ in }
  ) {
    self.request = request
    self.constraints = constraints
    self.optimizer = optimizer
    self.seeksCrossovers = seeksCrossovers
    self.progress = progress
  }

  /// The answer with the inputs that it was made from.
  /// - Throws: `Diagnostic` where the inputs contradict each other.
  public func document() throws -> ComparisonDocument {
    ComparisonDocument(inputs: request.inputs, comparison: try comparison())
  }

  /// - Throws: `Diagnostic` where the inputs contradict each other.
  public func comparison() throws -> Comparison {
    let layouts = try rankedLayouts()
    let hasWinner = layouts.contains { $0.found != nil }
    let sweeps = try hasWinner && seeksCrossovers && constraints.count > 1 ? crossovers() : []
    return Comparison(
      layouts: layouts, crossovers: sweeps.flatMap(\.crossovers), sweeps: sweeps.map(\.sweep),
      rule: PipelineRuleAnalysis(request, layouts: layouts).rule)
  }

  /// Each solved alone; what is found is ranked by its objective, equal ones in the order they were asked for.
  private func rankedLayouts() throws -> [ComparedLayout] {
    let share = seeksCrossovers ? 0.2 : 1
    let layouts = try Concurrency.map(constraints.count, progress: { progress($0 * share) }) { index in
      Result { try layout(index) }
    }.map { try $0.get() }
    let ranked = layouts.indices.filter { layouts[$0].found != nil }.sorted { first, second in
      let objectives = (layouts[first].found?.certificate.objective, layouts[second].found?.certificate.objective)
      return (objectives.0 ?? 0, first) < (objectives.1 ?? 0, second)
    }
    let refused = layouts.indices.filter { layouts[$0].found == nil }
    return explained((ranked + refused).map { layouts[$0] })
  }

  private func layout(_ index: Int) throws -> ComparedLayout {
    let constraint = constraints[index]
    let letter = String(Character(UnicodeScalar(UInt8(ascii: "A") + UInt8(index))))
    var layout = ComparedLayout(name: constraint.name, letter: letter)
    let obstacles = request.cluster.pools.map { constraint.obstacle(model: request.model, pool: $0) }
    if let obstacle = obstacles[0], obstacles.allSatisfy({ $0 != nil }) {
      layout.refusal = Refusal(reason: .layout, sentence: obstacle, stage: nil, changes: [])
      return layout
    }
    var restricted = request
    restricted.constraint = constraint
    switch try Planner(restricted, optimizer: optimizer).bestLayout() {
    case .success(let found): layout.found = try ComparedServing.added(to: found, request)
    case .failure(let refused): layout.refusal = refused.refusal
    }
    return layout
  }

  private func explained(_ layouts: [ComparedLayout]) -> [ComparedLayout] {
    guard let first = layouts.first, let winner = first.found else { return layouts }
    let analysis = LossAnalysis(winner: winner, title: first.title, goal: request.inputs.goal)
    return layouts.enumerated().map { index, layout in
      var layout = layout
      if index > 0, let found = layout.found { layout.loss = analysis.loss(of: found, title: layout.title) }
      return layout
    }
  }

  private func crossovers() throws -> [CrossoverSearch.Found] {
    try CrossoverSearch(request, constraints: constraints).run { progress(0.2 + 0.8 * $0) }
  }
}
