import Models
import Quantities
@testable import Costing

/// Workers and deployments of the small model on the small cluster, with the round calibration.
enum SmallServing {
  /// A worker whose sequences hold 1,000 tokens each.
  static func worker(
    _ layers: [LayerKind] = [SmallModel.denseLayer], _ group: WorkerGroup = WorkerGroup(),
    _ changes: [String: String] = [:], runtime: String? = nil, speculation: Speculation? = nil,
    overlaps: Bool = false, on cluster: SmallCluster = SmallCluster()
  ) throws -> WorkerModel {
    let costs = try CostModel(
      model: SmallModel.model(layers: layers), cluster: cluster.cluster, poolIndex: 0,
      workload: Workload(context: 1000), calibration: CalibrationText.calibration(CalibrationText.round, changes),
      runtime: runtime)
    let layout = WorkerModel.stageLayout(group, gpusPerDomain: costs.pool.gpusPerDomain)
    return WorkerModel(
      costs: costs, group: group, layout: layout ?? SmallCosts.sliced(1), speculation: speculation,
      overlapsTwoBatches: overlaps, scheduler: SchedulerSettings(), lengthVariation: nil)
  }

  /// One worker of one GPU and prompts of 1,000 tokens with 11 tokens of output.
  static func request(
    _ deployment: Deployment = .aggregated(WorkerGroup()), _ load: Traffic.Load,
    _ changes: [String: String] = [:], layers: [LayerKind] = [SmallModel.denseLayer], runtime: String? = nil,
    speculation: Speculation? = nil
  ) throws -> ServingRequest {
    ServingRequest(
      model: SmallModel.model(layers: layers), cluster: SmallCluster().cluster, deployment: deployment,
      traffic: Traffic(inputTokens: 1000, outputTokens: 11, averageContext: 1000, load: load),
      speculation: speculation, runtime: runtime,
      calibration: try CalibrationText.calibration(CalibrationText.round, changes))
  }

  /// Five clients that send 20 requests, prompts of 1,000 tokens.
  static func traffic(clients: Double = 5, requests: Double? = 20) -> Traffic {
    Traffic(
      inputTokens: 1000, outputTokens: 11, averageContext: 1000, load: .concurrency(clients), requests: requests)
  }
}

/// Equal to a relative `tolerance`.
func isClose(_ value: Double?, _ expected: Double, within tolerance: Double) -> Bool {
  guard let value else { return false }
  return abs(value - expected) <= tolerance * max(abs(value), abs(expected))
}
