import Costing
import Plans

extension ComparedServing {
  /// A layout with what it reaches when prefill runs on the same GPUs, where prompts have lengths and its degrees can be
  /// written as a deployment; else with the reason why not.
  static func added(to found: FoundLayout, _ request: PlanRequest) throws -> FoundLayout {
    var found = found
    do {
      found.serving = try serving(found, request)
    } catch {
      found.servingObstacle = error.text
    }
    return found
  }

  private static func serving(_ found: FoundLayout, _ request: PlanRequest) throws(Obstacle) -> ComparedServing {
    guard let input = request.workload.inputTokens, let output = request.workload.outputTokens else {
      throw Obstacle("decode alone has none: give --input and --output-tokens")
    }
    guard output > 1 else { throw Obstacle("a single output token has no TPOT to go with it") }
    guard request.expertLoad == nil else { throw Obstacle("not predicted with an expert load") }
    guard let index = request.cluster.pools.firstIndex(where: { $0.name == found.layout.pool }) else {
      throw Obstacle("its pool is gone")
    }
    let group = try workers(found.layout, gpusPerDomain: request.cluster.pools[index].gpusPerDomain)
    let clients = found.layout.sequencesPerReplica * found.layout.replicas
    let asked = ServingRequest(
      model: request.model, cluster: request.cluster, poolIndex: index, deployment: .aggregated(group),
      traffic: Traffic(
        inputTokens: Double(input), outputTokens: Double(output), load: .concurrency(Double(clients))),
      cacheFormat: request.workload.cacheFormat, calibration: request.calibration)
    let prediction = try? ServingModel(asked).prediction(recording: false)
    guard let prediction, let first = prediction.timeToFirstToken, let perToken = prediction.timePerOutputToken else {
      throw Obstacle("the serving model cannot predict it")
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
    else { throw Obstacle("its stages differ, and a deployment has equal ones") }
    let group = WorkerGroup(
      workers: layout.replicas, tensorParallel: first.tensorParallel, dataParallel: first.dataParallel,
      pipelineParallel: layout.stages.count, expertParallel: first.expertParallel)
    guard group.stageLayout(gpusPerDomain: gpusPerDomain) == first.assignment?.layout else {
      throw Obstacle("a deployment would lie on fewer scale-up domains")
    }
    return group
  }

  private struct Obstacle: Error {
    let text: String
    init(_ text: String) { self.text = text }
  }
}
