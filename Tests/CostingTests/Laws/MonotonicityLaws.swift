import Models
import Quantities
import Testing
@testable import Costing

/// What must hold of any model on any cluster.
struct MonotonicityLaws {
  private static let seeds = UInt64(0)..<150

  private static let calibrations = Result { try [Calibration.shipped("default"), .shipped("ideal")] }

  private func eachCase(_ body: (RandomCase, Calibration, Comment) throws -> Void) throws {
    for seed in Self.seeds {
      let calibrations = try Self.calibrations.get()
      let calibration = calibrations[Int(seed % 2)]
      try body(RandomCase(seed: seed), calibration, "seed \(seed), \(calibration.name)")
    }
  }

  private func time(_ randomCase: RandomCase, _ calibration: Calibration, split: Bool = true) throws -> Double {
    try randomCase.costs(calibration).round(of: randomCase.replica(split: split)).time.value
  }

  private func memory(_ randomCase: RandomCase, _ calibration: Calibration) throws -> Double {
    try randomCase.costs(calibration).cost(of: randomCase.replica()).stages[0].memory.total.value
  }

  private static let improvements: [(name: String, change: @Sendable (inout SmallCluster) -> Void)] = [
    ("HBM bandwidth", { $0.memoryBandwidth = 1.5 * $0.memoryBandwidth }),
    ("peak rate", { $0.peak = 1.5 * $0.peak }),
    (
      "scale-up",
      {
        $0.scaleUp = 1.5 * $0.scaleUp
        $0.perPeer = 1.5 * $0.perPeer
      }
    ),
    ("scale-out", { $0.scaleOut = 1.5 * $0.scaleOut }),
  ]

  @Test(arguments: improvements.indices)
  func betterHardwareNeverSlowsAStep(index: Int) throws {
    let improvement = Self.improvements[index]
    var faster = 0
    try eachCase { plain, calibration, comment in
      var better = plain
      improvement.change(&better.cluster)
      let (before, after) = (try time(plain, calibration), try time(better, calibration))
      #expect(after <= before, comment)
      faster += after < before ? 1 : 0
    }
    #expect(faster > 10, "\(improvement.name) must matter now and then")
  }

  /// A level of the network that answers later never makes an operator faster, and makes those slower whose messages go as
  /// high as that level.
  @Test(arguments: 0...2)
  func aNetworkThatAnswersLaterDelaysWhatCrossesIt(level: Int) throws {
    var crossing = 0
    try eachCase { plain, calibration, comment in
      var later = plain
      later.cluster.latencies[level] = later.cluster.latencies[level] + Seconds(1e-4)
      #expect(try time(later, calibration) >= time(plain, calibration), comment)
      let (before, after) = (try plain.costs(calibration), try later.costs(calibration))
      for kind in before.kinds.indices {
        let first = before.layerCost(kind: kind, layout: plain.layout, microBatch: plain.microBatch)
        let second = after.layerCost(kind: kind, layout: plain.layout, microBatch: plain.microBatch)
        for (fast, slow) in zip(first.operators, second.operators) {
          #expect(slow.time.value >= fast.time.value, comment)
          // Without software the blackboard counts no latencies at all.
          guard let top = fast.sent.last, top > 0, fast.sent.count - 1 == level, let fixed = fast.fixed, fixed.value > 0
          else { continue }
          #expect(slow.time.value > fast.time.value, comment)
          crossing += 1
        }
      }
    }
    #expect(crossing > 10, "level \(level) must be crossed now and then")
  }

  private static let growths: [(name: String, change: @Sendable (inout RandomCase) -> Void)] = [
    ("one sequence more", { $0.microBatch += 1 }),
    ("half as many sequences again", { $0.microBatch += $0.microBatch / 2 }),
    ("longer context", { $0.context += 1 + $0.context / 3 }), ("another layer", { $0.layers.append($0.layers[0]) }),
    ("another micro-batch", { $0.microBatches += 1 }),
  ]

  @Test(arguments: growths.indices)
  func moreWorkNeverTakesLessTimeOrMemory(index: Int) throws {
    try eachCase { plain, calibration, comment in
      var more = plain
      Self.growths[index].change(&more)
      // Sums in another order differ in the last digits.
      // On one stage: another layer on a stage of its own brings its own GPUs.
      let timeBefore = try time(plain, calibration, split: false)
      let timeAfter = try time(more, calibration, split: false)
      #expect(timeAfter >= timeBefore * (1 - 1e-12), comment)
      let (memoryBefore, memoryAfter) = (try memory(plain, calibration), try memory(more, calibration))
      #expect(memoryAfter >= memoryBefore * (1 - 1e-12), comment)
    }
  }

  @Test func idealIsNeverSlowerNorFuller() throws {
    let calibrations = try Self.calibrations.get()
    for seed in Self.seeds {
      let randomCase = RandomCase(seed: seed)
      #expect(try time(randomCase, calibrations[1]) <= time(randomCase, calibrations[0]), "seed \(seed)")
      #expect(try memory(randomCase, calibrations[1]) <= memory(randomCase, calibrations[0]), "seed \(seed)")
    }
  }

  /// The search bounds whole intervals of batches by the time at their end: a rank with a fraction of a sequence takes no
  /// longer than with a whole one, and time per sequence falls with the batch.
  @Test func fractionsOfSequencesBoundFromBelow() throws {
    try eachCase { randomCase, calibration, comment in
      let costs = try randomCase.costs(calibration)
      var perSequence = [Double](repeating: .infinity, count: costs.kinds.count + 2)
      for batch in [1, 2, 3, 7, 16, 50, 111, 400, 401, 1500] {
        let whole = Self.times(costs, randomCase, batch, wholeSequences: true)
        let fractional = Self.times(costs, randomCase, batch, wholeSequences: false)
        for index in whole.indices {
          #expect(fractional[index] <= whole[index] * (1 + 1e-12), comment)
          #expect(fractional[index] / Double(batch) <= perSequence[index] * (1 + 1e-12), comment)
          perSequence[index] = fractional[index] / Double(batch)
        }
      }
    }
  }

  private static func times(
    _ costs: CostModel, _ randomCase: RandomCase, _ batch: Int, wholeSequences: Bool
  ) -> [Double] {
    let layout = randomCase.layout
    let layers = costs.kinds.indices.map {
      costs.layerCost(kind: $0, layout: layout, microBatch: batch, wholeSequences: wholeSequences).time.value
    }
    let head = costs.headCost(layout: layout, microBatch: batch, wholeSequences: wholeSequences)
    let hop = costs.hopCost(
      into: layout, microBatch: batch, level: randomCase.level, wholeSequences: wholeSequences)
    return layers + [head.time.value, hop.time.value]
  }
}
