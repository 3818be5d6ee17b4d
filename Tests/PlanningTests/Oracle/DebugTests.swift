import Testing
import Planning
import Costing
@testable import Planning
@Test(arguments: [(Objective.cost,105),(.cost,114),(.latency,114),(.latency,116)]) func debug(o: Objective, seed: Int) throws {
  let r = try TinyInstance(seed: UInt64(seed) &* 977 &+ 1, objective: o).request
  let p = try HonestPlan.make(r)
  print("PLANNER", seed, p.layout, p.prediction.round, p.certificate.objective, p.certificate.bound, p.prediction.stages.map(\.memory.free))
  print("GOAL", r.goal, r.cluster.pools[0].unavailable)
  let o = try LayoutOracle(r).best!
  print("ORACLE", seed, o, )
}
