import Costing
import Inputs
import Models
import Quantities
import Topology

public func probe(model: String, cluster: String, context: Int, tpot: Double, calibration: String, objective: Objective, batch: Int?) throws {
  let architecture = try ModelReference(model).model()
  let cluster = try ClusterReference(cluster).read()
  let costs = try CostModel(model: architecture, cluster: cluster, poolIndex: 0, workload: Workload(context: context), calibration: .shipped(calibration))
  let space = LayoutSpace(model: architecture, pool: cluster.pools[0], gpuLimit: nil)
  print(space.sentence)
  let clock = ContinuousClock()
  var search = LayoutSearch(costs: costs, space: space, goal: try Goal(objective: objective, timePerOutputToken: tpot > 0 ? Seconds(tpot) : nil, batch: batch))
  var outcome: SearchOutcome?
  let took = clock.measure { outcome = search.run() }
  print(took, search.statistics)
  guard let outcome else { print("nothing fits"); return }
  let best = outcome.best
  print("score", best.score, "bound", outcome.bound, "gap", outcome.gap)
  print("m", best.layout.microBatches, "b", best.layout.microBatch, "R", best.round, "gpus", best.layout.gpus, best.map)
  for stage in best.layout.stages { print(stage) }
  let cost = costs.cost(of: best.layout)
  print("tokens/s/GPU", cost.tokensPerSecond.value / Double(best.layout.gpus))
  for stage in cost.stages {
    print("T", stage.time.quantity, "W", stage.memory.weights.quantity, "X", stage.memory.experts.quantity, "KV", stage.memory.cache.quantity, "free", stage.memory.free, "usable", stage.memory.usable.quantity)
    for op in stage.operators { print("  ", op.name, Seconds(op.time), op.waiting.filter { $0.value > 0 }.map { "\($0.key) \(Seconds($0.value))" }.sorted()) }
  }
}
