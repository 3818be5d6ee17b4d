import Clusters
import Quantities
import Testing
@testable import Costing

/// Parts add up to wholes, and names change nothing.
struct AdditionLaws {
  private static let seeds = UInt64(1000)..<1300
  private static let calibration = Result { try Calibration.shipped("default") }

  private func eachCase(_ body: (RandomCase, CostModel, Comment) throws -> Void) throws {
    for seed in Self.seeds {
      let randomCase = RandomCase(seed: seed)
      try body(randomCase, randomCase.costs(Self.calibration.get()), "seed \(seed)")
    }
  }

  private func isAlmost(_ value: Double, _ expected: Double) -> Bool { abs(value - expected) <= 1e-12 * abs(expected) }

  @Test func aStageTakesTheTimeOfItsLayers() throws {
    try eachCase { randomCase, costs, comment in
      let layers = costs.kindOfLayer.reduce(0.0) {
        $0 + costs.layerCost(kind: $1, layout: randomCase.layout, microBatch: randomCase.microBatch).time.value
      }
      let head = costs.headCost(layout: randomCase.layout, microBatch: randomCase.microBatch).time.value
      let whole = costs.cost(of: randomCase.replica()).stages[0].time.value
      #expect(isAlmost(whole, layers + costs.stepOverhead().time.value + head), comment)
    }
  }

  /// Splitting a stage adds what each stage pays once, and moves nothing else.
  @Test func splittingAStageSplitsItsTimeAndMemory() throws {
    try eachCase { randomCase, costs, comment in
      let whole = costs.cost(of: randomCase.replica()).stages[0]
      let parts = costs.cost(of: randomCase.replica(split: true)).stages
      let time = parts.reduce(0) { $0 + $1.time.value }
      let steps = Double(parts.count - 1) * costs.stepOverhead().time.value
      #expect(isAlmost(time, whole.time.value + steps), comment)
      for part in [\MemoryUse.weights, \.experts, \.cache] {
        let sum = parts.reduce(0) { $0 + $1.memory[keyPath: part].value }
        #expect(isAlmost(sum, whole.memory[keyPath: part].value), comment)
      }
    }
  }

  @Test func waitingForAllResourcesAddsUpToTheTime() throws {
    try eachCase { randomCase, costs, comment in
      for kind in costs.kinds.indices {
        let layer = costs.layerCost(kind: kind, layout: randomCase.layout, microBatch: randomCase.microBatch)
        for cost in layer.operators {
          let waiting = Resource.allCases.reduce(0) { $0 + cost.waiting(for: $1) }
          #expect(isAlmost(waiting, cost.time.value), comment)
          #expect(Resource.allCases.allSatisfy { cost.busy($0) >= cost.waiting(for: $0) }, comment)
        }
        #expect(isAlmost(layer.operators.reduce(0) { $0 + $1.time.value }, layer.time.value), comment)
      }
    }
  }

  @Test func totalsOfOperatorsAddUpToTheStage() throws {
    try eachCase { randomCase, costs, comment in
      for stage in costs.cost(of: randomCase.replica(split: true)).stages {
        #expect(isAlmost(stage.operators.reduce(0) { $0 + $1.time }, stage.time.value), comment)
        for total in stage.operators {
          #expect(isAlmost(Resource.allCases.reduce(0) { $0 + (total.waiting[$1] ?? 0) }, total.time), comment)
        }
      }
    }
  }

  @Test func namesAndOrderOfPoolsChangeNothing() throws {
    for seed in Self.seeds.prefix(200) {
      let randomCase = RandomCase(seed: seed)
      var renamed = randomCase.cluster
      renamed.poolName = "other"
      let pools = randomCase.cluster.cluster.pools + renamed.cluster.pools
      let times = try [(pools, 0), (pools, 1), (pools.reversed(), 0), (pools.reversed(), 1)].map { pools, index in
        try CostModel(
          model: SmallModel.model(layers: randomCase.layers),
          cluster: Cluster(name: "two", file: "two.yaml", description: "", pools: pools), poolIndex: index,
          workload: Workload(context: randomCase.context), calibration: Self.calibration.get()
        ).cost(of: randomCase.replica(split: true)).timePerOutputToken.value
      }
      #expect(Set(times).count == 1, "seed \(seed)")
    }
  }
}
