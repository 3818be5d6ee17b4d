/// The path with the least GPUs + λ · latency, no stage slower than a limit.
///
/// For every λ ≥ 0 it bounds all paths at once: one with N GPUs and a latency of at most R has N + λ · R or less. Hops count
/// as if stages met where that is fastest. Latency is that of the smallest batch where the TPOT target limits it, else
/// that of the largest.
struct CheapestPath: Sendable {
  let gpus: [Int]
  let feasibility: StageFeasibility

  /// A lower bound on the cost of the layers from each boundary on.
  struct Rest: Sendable {
    /// GPUs + λ · latency by layer boundary.
    let least: [Double]
    /// λ.
    let gpusPerSecond: Double

    /// Over the whole path.
    var cost: Double { least[0] }
  }

  /// - Parameters:
  ///   - limit: The limit on the time of one stage.
  ///   - gpusPerSecond: λ.
  ///   - known: The farthest ends of stages under the limit, where they are known.
  /// - Returns: `nil` where no path keeps to the limit.
  func solve(
    _ limit: RoundLimit, gpusPerSecond: Double, reaches known: FarthestStageEnds? = nil
  ) -> (rest: Rest, path: PipelinePath)? {
    let count = feasibility.layerCount
    let times = feasibility.times(boundBy: limit)
    if feasibility.stages.prescribed != nil {
      let counted = CountedPath(feasibility: feasibility) { layout, first, end in
        Double(gpus[layout]) + gpusPerSecond * times.stageTime(layout, from: first, to: end)
          + (first == 0 ? 0 : gpusPerSecond * times.leastHopTime(into: layout))
      }
      return counted.solve(limit).map { (Rest(least: $0.least, gpusPerSecond: gpusPerSecond), $0.path) }
    }
    let reaches = known ?? FarthestStageEnds(feasibility, limit)
    var least = [Double](repeating: .infinity, count: count + 1)
    var next = [(layout: Int, end: Int)](repeating: (-1, -1), count: count + 1)
    least[count] = 0
    for first in stride(from: count - 1, through: 0, by: -1) {
      for layout in feasibility.layouts {
        let fixed = Double(gpus[layout]) + (first == 0 ? 0 : gpusPerSecond * times.leastHopTime(into: layout))
        guard fixed < least[first] else { continue }
        let reach = reaches.reach(layout, from: first)
        func consider(_ end: Int) {
          let total = fixed + gpusPerSecond * times.stageTime(layout, from: first, to: end) + least[end]
          if total < least[first] {
            least[first] = total
            next[first] = (layout, end)
          }
        }
        for end in stride(from: reach.inside, to: first, by: -1) { consider(end) }
        if reach.reachesEnd { consider(count) }
      }
    }
    guard least[0].isFinite else { return nil }
    return (Rest(least: least, gpusPerSecond: gpusPerSecond), PipelinePath(next: next))
  }
}

extension PipelinePath {
  /// The path that starts at the first layer and follows the choice at every boundary.
  init(next: [(layout: Int, end: Int)]) {
    var stages: [Stage] = []
    var first = 0
    while first < next.count - 1 {
      stages.append(Stage(layers: first..<next[first].end, layout: next[first].layout))
      first = next[first].end
    }
    self.init(stages: stages)
  }
}
