import Plans
import Topology

/// The network level that each hop of a replica and its return really cross: the highest over all replicas.
struct PlacedLevels {
  private let plan: Plan
  private let pool: Pool
  /// Of the pool's network, scale-up first.
  let names: [String]

  init(_ plan: Plan, pool: Pool) {
    self.plan = plan
    self.pool = pool
    names = ["scale-up"] + pool.tiers.map(\.name)
  }

  /// Into the second stage, the third and so on, and back to the first; empty for one stage. The placement must list every
  /// rank.
  var hops: [Int] {
    let stages = plan.layout.stages
    guard stages.count > 1 else { return [] }
    return (0..<plan.layout.replicas).reduce([Int](repeating: 0, count: stages.count)) { highest, replica in
      let ranges = stageRanges(replica)
      let gpus = plan.placement.gpus
      return highest.indices.map { index in
        let next = (index + 1) % stages.count
        return max(
          highest[index], level(gpus[ranges[index].upperBound - 1].gpu, gpus[ranges[next].lowerBound].gpu))
      }
    }
  }

  /// Where the GPUs of each stage stand in the list of the placement.
  func stageRanges(_ replica: Int) -> [Range<Int>] {
    var start = replica * plan.layout.stages.reduce(0) { $0 + $1.gpus }
    return plan.layout.stages.map { stage in
      defer { start += stage.gpus }
      return start..<start + stage.gpus
    }
  }

  /// The lowest level on which two GPUs meet.
  func level(_ first: Int, _ second: Int) -> Int {
    names.indices.first { first / size(ofLevel: $0) == second / size(ofLevel: $0) } ?? names.count - 1
  }

  /// The lowest level whose groups hold so many domains: what a stage over them is priced on.
  func level(holding domains: Int) -> Int {
    names.indices.first { size(ofLevel: $0) >= domains * pool.gpusPerDomain } ?? names.count - 1
  }

  private func size(ofLevel level: Int) -> Int { level == 0 ? pool.gpusPerDomain : pool.tiers[level - 1].gpusPerGroup }
}
