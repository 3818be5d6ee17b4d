import Costing

/// The arcs of a stage program, without those that another one beats on the same layers.
struct StageArcs: Sendable {
  let feasibility: StageFeasibility
  let gpus: [Int]
  let gpuLimit: Int

  /// - Parameter slowest: Seconds that a stage may take.
  func arcs(slowest: Double) -> [StageProgram.Arc] {
    let limit = RoundLimit(any: slowest, largest: slowest)
    let layouts = feasibility.layouts.filter { gpus[$0] <= gpuLimit }
    var result: [StageProgram.Arc] = []
    for first in 0..<feasibility.layerCount {
      let reaches = layouts.map { feasibility.reach($0, from: first, limit) }
      let farthest = reaches.map(\.inside).max() ?? first
      for end in Array(first + 1..<max(first + 1, farthest + 1)) + [feasibility.layerCount] {
        let able = zip(layouts, reaches).filter { _, reach in
          end == feasibility.layerCount ? reach.reachesEnd : end <= reach.inside
        }
        result += undominated(able.map { arc($0.0, first, end) })
      }
    }
    return result
  }

  private func arc(_ layout: Int, _ first: Int, _ end: Int) -> StageProgram.Arc {
    let times = feasibility.tables.smallest
    return StageProgram.Arc(
      stage: .init(layers: first..<end, layout: layout), gpus: gpus[layout],
      time: times.stageTime(layout, from: first, to: end),
      hop: first == 0 ? 0 : times.leastHopTime(into: layout))
  }

  private func undominated(_ arcs: [StageProgram.Arc]) -> [StageProgram.Arc] {
    arcs.enumerated().filter { index, arc in
      !arcs.enumerated().contains { other, rival in
        guard other != index, rival.gpus <= arc.gpus, rival.time <= arc.time, rival.hop <= arc.hop else { return false }
        let identical = rival.gpus == arc.gpus && rival.time == arc.time && rival.hop == arc.hop
        return !identical || other < index
      }
    }.map(\.element)
  }
}
