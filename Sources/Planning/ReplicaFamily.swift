import Costing

/// A way to divide the model over GPUs that can be placed, with a number of micro-batches: replicas of it differ in their
/// batch alone, and where all stages are alike in how the layers are split for it.
final class ReplicaFamily: Sendable {
  let map: DomainMap
  /// m.
  let microBatches: Int
  /// GPUs of a replica.
  let gpus: Int
  /// The largest micro-batch that fits the HBM; 0 where none does.
  let mostSequences: Int
  let costs: CostModel
  private let split: Split

  private enum Split: Sendable {
    case fixed([StageAssignment])
    case best(AlikePipeline)
  }

  /// - Parameter limit: No larger micro-batch is looked at.
  init(
    _ path: PipelinePath, stages: [StageAssignment], map: DomainMap, microBatches: Int, limit: Int,
    evaluator: PathEvaluator
  ) {
    split = .fixed(stages)
    self.map = map
    self.microBatches = microBatches
    costs = evaluator.costs
    gpus = stages.reduce(0) { $0 + $1.layout.gpus }
    var low = 0
    var high = limit + 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if evaluator.fits(path, microBatch: middle, microBatches: microBatches) { low = middle } else { high = middle }
    }
    mostSequences = low
  }

  /// - Parameter limit: No larger micro-batch is looked at.
  init(_ pipeline: AlikePipeline, limit: Int, costs: CostModel) {
    split = .best(pipeline)
    map = pipeline.map
    microBatches = pipeline.stages
    gpus = pipeline.gpus
    mostSequences = pipeline.largestMicroBatch(upTo: limit)
    self.costs = costs
  }

  /// The stages at a micro-batch that fits.
  func stages(microBatch: Int) -> [StageAssignment] {
    switch split {
    case .fixed(let stages): stages
    case .best(let pipeline):
      pipeline.path(microBatch: microBatch)?.stages.map {
        StageAssignment(layers: $0.layers, layout: pipeline.stage)
      } ?? []
    }
  }

  /// R, as in a plan of it.
  func round(microBatch: Int) -> Double {
    switch split {
    case .fixed(let stages):
      let layout = ReplicaLayout(
        stages: stages, hopLevels: map.hopLevels, microBatch: microBatch, microBatches: microBatches)
      return costs.round(of: layout).time.value
    case .best(let pipeline): return pipeline.round(microBatch: microBatch)
    }
  }

  /// No batch has a shorter round, and none makes more tokens per second of a GPU.
  var bounds: (round: Double, speed: Double) {
    switch split {
    case .fixed:
      let round = round(microBatch: 1)
      return (round, speed(microBatch: mostSequences, round: round))
    case .best(let pipeline):
      let rounds = pipeline.leastRounds(1...mostSequences)
      return (rounds.ofSmallest, speed(microBatch: mostSequences, round: max(rounds.ofSmallest, rounds.ofLargest)))
    }
  }

  /// Tokens per second of a GPU.
  func speed(microBatch: Int, round: Double) -> Double {
    Double(microBatches * microBatch) / (Double(gpus) * round)
  }

  /// Of equal points the one with fewer GPUs stays, then with fewer stages, micro-batches and domains.
  var order: [Int] {
    let stages = stages(microBatch: 1)
    return [gpus, stages.count, microBatches]
      + stages.flatMap {
        [$0.layout.domains, $0.layout.tensorParallel, $0.layout.expertTensorParallel, $0.layers.count]
      }
  }
}

/// The frontier of a pool, and what it rests on.
struct FrontierOutcome: Sendable {
  let staircase: FrontierStaircase
  /// Layouts of one stage, or of alike stages, all tried.
  let families: Int
  /// Batches of them that were costed; the others lie in intervals that are beaten as a whole.
  let batches: Int
  /// Pipelines that were tried.
  let pipelines: Int
  /// Bounds on pipelines.
  let bounds: Int
  /// Intervals of batches of pipelines that were closed.
  let intervals: Int
  /// Every replica of the space is beaten by a point if all were better by this share in both speeds.
  let shortfall: Double
}

/// A replica as users and owners see it.
struct FrontierPoint: Sendable {
  let family: ReplicaFamily
  /// b.
  let microBatch: Int
  /// R in seconds: 1 / R tokens a second for a user.
  let round: Double
  /// Tokens per second of a GPU.
  let speed: Double

  init(_ family: ReplicaFamily, microBatch: Int, round: Double) {
    self.family = family
    self.microBatch = microBatch
    self.round = round
    speed = family.speed(microBatch: microBatch, round: round)
  }
}
