/// The fewest GPUs that hold every layer with no stage slower than a limit.
///
/// Covering fewer layers never needs more GPUs, so from each boundary the farthest reach of each layout is enough: one
/// pass over layers × layouts is exact. Positions in domains and hops are left out: a bound, and a path to try.
struct FewestGPUs: Sendable {
  let gpus: [Int]
  let feasibility: StageFeasibility

  /// - Parameters:
  ///   - limit: On one stage; infinite to ask for memory alone.
  ///   - known: How far stages get under the limit, where that is known.
  /// - Returns: `nil` where no number of GPUs does.
  func solve(_ limit: RoundLimit, reaches known: StageReaches? = nil) -> (gpus: Int, path: PipelinePath)? {
    if feasibility.stages.prescribed != nil {
      let counted = CountedPath(feasibility: feasibility) { layout, _, _ in Double(gpus[layout]) }
      return counted.solve(limit).map { (gpus: Int($0.least[0]), path: $0.path) }
    }
    let reaches = known ?? StageReaches(feasibility, limit)
    let count = feasibility.layerCount
    let unreachable = Int.max / 2
    var fewest = [Int](repeating: unreachable, count: count + 1)
    var next = [(layout: Int, end: Int)](repeating: (-1, -1), count: count + 1)
    fewest[count] = 0
    for first in stride(from: count - 1, through: 0, by: -1) {
      for layout in feasibility.layouts where gpus[layout] < fewest[first] {
        let reach = reaches.reach(layout, from: first)
        let end = reach.reachesEnd ? count : reach.inside
        guard end > first else { continue }
        let total = gpus[layout] + fewest[end]
        if total < fewest[first] {
          fewest[first] = total
          next[first] = (layout, end)
        }
      }
    }
    guard fewest[0] < unreachable else { return nil }
    return (fewest[0], PipelinePath(next: next))
  }
}
