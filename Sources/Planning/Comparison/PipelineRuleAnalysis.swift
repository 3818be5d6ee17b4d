import Topology
import Costing
import Plans
import Quantities

/// Sets the blackboard's rule for pipelines across scale-up domains beside what the programs say.
struct PipelineRuleAnalysis: Sendable {
  private let request: PlanRequest
  private let layouts: [ComparedLayout]

  init(_ request: PlanRequest, layouts: [ComparedLayout]) {
    self.request = request
    self.layouts = layouts
  }

  /// `nil` for models without experts, on a single domain, and without a network.
  var rule: PipelineRule? {
    guard let experts = request.model.expertsPerToken, let ratio = pool.upToOutRatio, pool.domainCount > 1 else {
      return nil
    }
    let pipeline = layouts.first { layout in
      layout.found.map { $0.layout.stages.count > 1 && $0.layout.stages.contains { $0.hop.map(isScaleOut) ?? false } }
        ?? false
    }
    let layers =
      pipeline?.found.map { $0.layout.stages.map { $0.lastLayer - $0.firstLayer + 1 }.min() ?? 1 }
      ?? max(1, request.model.layers.count / pool.domainCount)
    var rule = PipelineRule(
      expertsPerToken: experts, layersPerStage: layers, upToOutRatio: ratio, layout: pipeline?.name,
      scaleUpTime: pipeline?.found.map { time($0, .scaleUp) }, scaleOutTime: pipeline?.found.map(hopTime))
    rule.verdict = sentence(rule, pipeline)
    return rule
  }

  private var pool: Pool {
    let name = layouts.first?.found?.layout.pool
    return request.cluster.pools.first { $0.name == name } ?? request.cluster.pools[0]
  }

  private func isScaleOut(_ level: String) -> Bool { pool.tiers.contains { $0.name == level } }

  private func time(_ found: FoundLayout, _ resource: Resource) -> Double {
    found.times.first { $0.resource == resource.rawValue }?.time ?? 0
  }

  private func hopTime(_ found: FoundLayout) -> Double { 0 }

  private func sentence(_ rule: PipelineRule, _ pipeline: ComparedLayout?) -> String { "" }
}
