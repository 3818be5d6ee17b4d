@testable import Differences
import Clusters
import Costing
import Models
import Plans
import Policy

/// A plan written down by hand: replicas of the same stages on GPUs as listed.
struct TinyPlan {
  struct Stage {
    var layers: ClosedRange<Int>
    var tensorParallel = 1
    var expertTensorParallel = 1
    /// In how many scale-up domains.
    var domains = 1
    var gpus = 1
  }

  var stages: [Stage]
  /// The GPUs of all ranks: replica after replica, stage after stage.
  var gpus: [Int]
  /// By layer and expert rank.
  var experts: [Int: [[Int]]] = [:]
  var model = TinyModel()
  var cluster = TinyCluster()
  var context = 1000
  /// Seconds.
  var timePerOutputToken = 0.05

  func plan() throws -> Plan {
    let cluster = try cluster.cluster()
    let perReplica = stages.reduce(0) { $0 + $1.gpus }
    let layout = PlanLayout(
      pool: "pool", stages: stages.map(Self.stage), microBatch: 8, microBatches: stages.count, tokenReturn: nil,
      gpusPerReplica: perReplica, replicas: gpus.count / perReplica)
    let workers = PlannedWorkers(
      layout: layout,
      placement: Placement(
        gpus: placed(on: cluster.pools[0], perReplica: perReplica),
        experts: experts.sorted { $0.key < $1.key }.map { layer, ranks in
          PlacedExperts(layer: layer, stage: stages.firstIndex { $0.layers.contains(layer) } ?? 0, ranks: ranks)
        }),
      prediction: prediction, bottlenecks: [], derivations: PlanDerivations([]))
    return Plan(
      inputs: try inputs(), workers: [workers], total: PlanTotal([workers], cluster: cluster, gpuLimit: nil),
      changes: [],
      certificate: Certificate(
        objective: timePerOutputToken, objectiveUnit: .secondsPerToken, bound: timePerOutputToken, tolerance: 0.01,
        space: "all",
        search: SearchEffort(intervals: 1, batches: 1, bounds: 1, layouts: 1), stageProgram: nil))
  }

  /// With its model and cluster as they were read.
  func compared() throws -> ComparedPlan<Plan> {
    ComparedPlan(
      reference: .init(reference: "plan.json", sha256: "0"), document: try plan(),
      readings: PlanReadings(cluster: .same(try cluster.cluster()), models: [.same(model.model)]))
  }

  private func inputs() throws -> PlanInputs {
    PlanInputs(
      model: .init(reference: model.name, sha256: Digest.of(model.model)), weightFormat: nil,
      cluster: .init(reference: cluster.name, sha256: "\(cluster)"),
      calibration: .init(reference: "ideal", sha256: "1"), expertLoad: nil,
      workload: PlanWorkload(try Workload(context: context)),
      goal: PlanGoal(
        objective: .latency, timePerOutputToken: nil, batch: 8, tokensPerSecond: nil, gpuLimit: nil, tolerance: 0.01))
  }

  private func placed(on pool: Pool, perReplica: Int) -> [PlacedGPU] {
    gpus.enumerated().map { index, gpu in
      var rank = index % perReplica
      var stage = 0
      while rank >= stages[stage].gpus {
        rank -= stages[stage].gpus
        stage += 1
      }
      let place = pool.location(of: gpu)
      let division = stages[stage]
      return PlacedGPU(
        gpu: gpu, rack: place.rack, domain: place.domain, node: place.node, index: place.index, host: nil,
        replica: index / perReplica, stage: stage, tensorRank: rank % division.tensorParallel,
        dataRank: rank / division.tensorParallel, expertRank: rank / division.expertTensorParallel,
        expertTensorRank: rank % division.expertTensorParallel)
    }
  }

  private var prediction: Prediction {
    let memory = MemoryPrediction(weights: 1e9, experts: 0, cache: 1e9, activations: 0, reserve: 0, usable: 4e9)
    return Prediction(
      timePerOutputToken: timePerOutputToken, round: timePerOutputToken, latency: timePerOutputToken,
      tokensPerSecondPerGPU: 100, tokensPerSecondPerUser: 1 / timePerOutputToken, tokensPerSecondPerReplica: 100,
      tokensPerSecond: 100, costPerMillionTokens: nil, gpuHoursPerMillionTokens: 1,
      stages: stages.map { _ in StagePrediction(time: timePerOutputToken, bubble: 0, memory: memory, operators: []) },
      hops: [], roofline: RooflinePrediction(crossoverBatch: 100, memoryDrain: 0.02), memoryWithTwiceTheStages: nil,
      inheritedCalibration: nil)
  }

  private static func stage(_ stage: Stage) -> PlanStage {
    PlanStage(
      StageAssignment(
        layers: stage.layers.lowerBound..<stage.layers.upperBound + 1,
        layout: StageLayout(
          domains: stage.domains, gpusPerDomain: stage.gpus / stage.domains, tensorParallel: stage.tensorParallel,
          expertTensorParallel: stage.expertTensorParallel)), hop: nil)
  }
}
