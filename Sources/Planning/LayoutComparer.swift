import Clusters
import Costing
import Optimization
import Plans
import Quantities

/// Solves for the best layout of each of several kinds and sets them side by side.
public struct LayoutComparer: Sendable {
  private let request: PlanRequest
  private let constraints: [LayoutConstraint]
  private let optimizer: any Optimizer
  private let seeksCrossovers: Bool
  private let progress: @Sendable (Double) -> Void
  private let isStopped: @Sendable () -> Bool

  /// - Parameters:
  ///   - request: Model, cluster, workload, calibration and goal.
  ///   - constraints: The kinds of layout; at least one.
  ///   - optimizer: Proves the stage program of each winner.
  ///   - seeksCrossovers: Whether to look where the winner changes.
  ///   - progress: Called with the share that is done, from any thread.
  ///   - isStopped: Whether searches are to end with the best that they have; where the winner changes is then left out.
  public init(
    _ request: PlanRequest, constraints: [LayoutConstraint], optimizer: any Optimizer, seeksCrossovers: Bool,
    progress: @escaping @Sendable (Double) -> Void = { _ in }, isStopped: @escaping @Sendable () -> Bool = { false }
  ) {
    self.isStopped = isStopped
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
    let sweeps = try hasWinner && seeksCrossovers && kinds.count > 1 ? crossovers() : []
    return Comparison(
      layouts: layouts, crossovers: sweeps.flatMap(\.crossovers), sweeps: sweeps.map(\.sweep),
      rule: PipelineRuleAnalysis(request: request, layouts: layouts).rule)
  }

  /// Kinds that can lose to each other: any layout is never worse than one kind of them.
  private var kinds: [LayoutConstraint] { constraints.filter { $0.name != LayoutConstraint.any.name } }

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
    switch try Planner(restricted, optimizer: optimizer, isStopped: isStopped).bestLayout() {
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
    do {
      return try CrossoverSearch(request: request, constraints: kinds, isStopped: isStopped).run {
        progress(0.2 + 0.8 * $0)
      }
    } catch is PlanningInterrupted {
      return []
    }
  }
}

extension ComparedServing {
  /// A layout with what it reaches when prefill runs on the same GPUs, where prompts have lengths and its degrees can be
  /// written as a deployment; else with the reason why not.
  static func added(to found: FoundLayout, _ request: PlanRequest) throws -> FoundLayout {
    var found = found
    do {
      found.serving = try serving(found.layout, request)
    } catch {
      found.servingObstacle = error.text
    }
    return found
  }

  /// What replicas of a plan reach when each does prefill as well, with as many clients as it has sequences in flight;
  /// `nil` where that is not predicted.
  /// - Parameters:
  ///   - layout: Of the replicas.
  ///   - request: With the lengths of requests.
  public static func withPrefill(_ layout: PlanLayout, _ request: PlanRequest) -> ComparedServing? {
    try? serving(layout, request)
  }

  private static func serving(_ layout: PlanLayout, _ request: PlanRequest) throws(Obstacle) -> ComparedServing {
    guard let input = request.workload.inputTokens, let output = request.workload.outputTokens else {
      throw Obstacle(text: "decode alone has none: give --input and --output-tokens")
    }
    guard output > 1 else { throw Obstacle(text: "a single output token has no TPOT to go with it") }
    guard request.expertLoad == nil else { throw Obstacle(text: "not predicted with an expert load") }
    guard let index = request.cluster.pools.firstIndex(where: { $0.name == layout.pool }) else {
      throw Obstacle(text: "its pool is gone")
    }
    let group = try workers(layout, gpusPerDomain: request.cluster.pools[index].gpusPerDomain)
    let clients = layout.sequencesPerReplica * layout.replicas
    let asked = ServingRequest(
      model: request.model, cluster: request.cluster, poolIndex: index, deployment: .aggregated(group),
      traffic: Traffic(
        inputTokens: Double(input), outputTokens: Double(output), load: .concurrency(Double(clients))),
      cacheFormat: request.workload.cacheFormat, calibration: request.calibration)
    let prediction = try? ServingModel(asked).prediction(recorder: .off)
    guard let prediction, let first = prediction.timeToFirstToken, let perToken = prediction.timePerOutputToken else {
      throw Obstacle(text: "the serving model cannot predict it")
    }
    return ComparedServing(
      clients: clients, timeToFirstToken: first.value, timePerOutputToken: perToken.value,
      prefillUtilisation: prediction.prefillUtilisation)
  }

  /// The replicas as workers with equal stages that lie as the serving model would lay them.
  private static func workers(_ layout: PlanLayout, gpusPerDomain: Int) throws(Obstacle) -> WorkerGroup {
    guard let first = layout.stages.first,
      layout.stages.allSatisfy({
        ($0.tensorParallel, $0.gpus, $0.expertParallel, $0.domains)
          == (first.tensorParallel, first.gpus, first.expertParallel, first.domains)
      })
    else { throw Obstacle(text: "its stages differ, and a deployment has equal ones") }
    let group = WorkerGroup(
      workers: layout.replicas, tensorParallel: first.tensorParallel, dataParallel: first.dataParallel,
      pipelineParallel: layout.stages.count, expertParallel: first.expertParallel)
    guard group.stageLayout(gpusPerDomain: gpusPerDomain) == first.assignment?.layout else {
      throw Obstacle(text: "a deployment would lie on fewer scale-up domains")
    }
    return group
  }

  private struct Obstacle: Error {
    let text: String
  }
}

/// Sets the blackboard's rule for pipelines across scale-up domains beside what the programs say.
private struct PipelineRuleAnalysis: Sendable {
  let request: PlanRequest
  let layouts: [ComparedLayout]

  /// `nil` for models without experts, and where nothing leaves a domain.
  var rule: PipelineRule? {
    guard let experts = request.model.expertsPerToken, let ratio = pool.upToOutRatio, pool.domainCount > 1 else {
      return nil
    }
    let crossing = pipelines.first { isAcrossDomains($0.found) && $0.found.keepsStagesInDomains }
    let layers = crossing.map(\.found.thinnestStage) ?? max(1, request.model.layers.count / pool.domainCount)
    var rule = PipelineRule(
      expertsPerToken: experts, layersPerStage: layers, upToOutRatio: ratio, layout: crossing?.name,
      scaleUpTime: crossing.map { $0.found.time(.scaleUp) }, scaleOutTime: crossing.map { scaleOutTime($0.found) })
    rule.verdict = verdict(rule, crossing?.title)
    rule.caveat = caveat(rule, crossing ?? pipelines.first)
    return rule
  }

  private typealias Pipeline = (name: String, title: String, found: FoundLayout, loss: LayoutLoss?)

  /// Best first.
  private var pipelines: [Pipeline] {
    layouts.compactMap { layout in
      layout.found.flatMap { found in
        found.layout.stages.count > 1
          ? (name: layout.name, title: layout.title, found: found, loss: layout.loss) : nil
      }
    }
  }

  private var pool: Pool {
    let name = layouts.first?.found?.layout.pool
    return request.cluster.pools.first { $0.name == name } ?? request.cluster.pools[0]
  }

  private func isScaleOut(_ level: String) -> Bool { pool.tiers.contains { $0.name == level } }

  private func isAcrossDomains(_ found: FoundLayout) -> Bool {
    found.layout.stages.contains { $0.hop.map(isScaleOut) ?? false }
  }

  /// Of a round: exchanges between domains, and the longest hop for every micro-batch.
  private func scaleOutTime(_ found: FoundLayout) -> Double {
    let hops = found.hops.dropLast().filter { isScaleOut($0.level) }.map(\.time)
    return found.time(.scaleOut) + Double(found.layout.microBatches) * (hops.max() ?? 0)
  }

  // MARK: - Words

  private func verdict(_ rule: PipelineRule, _ title: String?) -> String {
    guard let title, let up = rule.scaleUpTime, let out = rule.scaleOutTime else {
      return "(\(rule.layersPerStage) layers are those of a stage for each domain: \(place))"
    }
    let agrees = (up > out) == rule.holdsHere
    return "the programs: \(title) waits \(Seconds(up)) of a round for scale-up and \(Seconds(out)) between domains, "
      + (agrees ? "as the rule says" : "other than the rule says at this pool's ratio")
  }

  /// The reason why no pipeline's stages could be counted.
  private var place: String {
    guard let best = pipelines.first else { return "no pipeline that was compared fits" }
    if best.found.keepsStagesInDomains { return "the best \(best.title) stays inside a domain" }
    return "the best \(best.title) spreads stages over several, and waits \(Seconds(scaleOutTime(best.found))) of a "
      + "round between them"
  }

  private func caveat(_ rule: PipelineRule, _ pipeline: Pipeline?) -> String? {
    guard let winner = layouts.first, let best = winner.found else { return nil }
    guard best.layout.stages.count == 1 else { return caveatOfPipeline(rule) }
    guard let pipeline, let loss = pipeline.loss, let resource = loss.resource else { return nil }
    guard rule.holdsHere else { return nil }
    return
      "It counts bytes alone: that a pipeline would be bound by scale-up does not make it the best. \(pipeline.title) "
      + "loses to \(winner.title) by \(Resource.title(of: resource)), which the rule does not see."
  }

  private func caveatOfPipeline(_ rule: PipelineRule) -> String? {
    let hasSingleStage = layouts.contains { $0.found?.layout.stages.count == 1 }
    if !hasSingleStage { return "It counts bytes alone: here HBM decides, as no layout of one stage fits." }
    guard !rule.holdsHere else { return nil }
    return "It counts bytes alone: the pipeline wins below the ratio, as layouts of one stage lose more elsewhere."
  }
}

extension FoundLayout {
  /// Layers of the stage that has fewest.
  fileprivate var thinnestStage: Int { layout.stages.map { $0.lastLayer - $0.firstLayer + 1 }.min() ?? 1 }

  fileprivate var keepsStagesInDomains: Bool { layout.stages.allSatisfy { $0.domains == 1 } }

  /// The time of a round that the average GPU waits for a resource.
  fileprivate func time(_ resource: Resource) -> Double {
    times.first { $0.resource == resource.rawValue }?.time ?? 0
  }
}
