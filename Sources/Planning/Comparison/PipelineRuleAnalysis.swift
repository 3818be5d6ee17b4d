import Costing
import Plans
import Quantities
import Topology

/// Sets the blackboard's rule for pipelines across scale-up domains beside what the programs say.
struct PipelineRuleAnalysis: Sendable {
  private let request: PlanRequest
  private let layouts: [ComparedLayout]

  init(_ request: PlanRequest, layouts: [ComparedLayout]) {
    self.request = request
    self.layouts = layouts
  }

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

  /// Why no pipeline's stages could be counted.
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
      + "loses to \(winner.title) by \(LossAnalysis.name(of: resource)), which the rule does not see."
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

  /// Of a round, on the average GPU.
  fileprivate func time(_ resource: Resource) -> Double {
    times.first { $0.resource == resource.rawValue }?.time ?? 0
  }
}
