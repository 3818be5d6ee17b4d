/// The shortest way of a micro-batch through all stages with a limited number of GPUs and no stage slower than a limit.
///
/// Labels (GPUs used, latency) at every layer boundary. A label is kept only if no other there is better in both, and if
/// what the rest costs at least, GPUs + λ · latency, leaves it within the budget. Hops count as if stages shared a domain,
/// so the result bounds what placement can reach.
struct FastestPass: Sendable {
  let gpus: [Int]
  let feasibility: StageFeasibility
  /// For each layer boundary the least GPUs + λ · latency from there to the end, and λ.
  let rest: CheapestPath.Rest

  /// - Parameters:
  ///   - stage: Limit on one stage.
  ///   - gpuLimit: GPUs that a path may use.
  ///   - latencyLimit: Seconds that it may take.
  ///   - budget: GPUs + λ · latency that it may cost.
  /// - Returns: The least latency and its path; `nil` where none keeps to the limits.
  func solve(
    stage limit: RoundLimit, gpuLimit: Int, latencyLimit: Double, budget: Double
  ) -> (latency: Double, path: PipelinePath)? {
    let budget = budget * (1 + 1e-12)
    var labels = [[Label]](repeating: [], count: feasibility.layerCount + 1)
    labels[0] = [Label(gpus: 0, latency: 0, first: -1, index: -1, layout: -1)]
    for first in 0..<feasibility.layerCount where !labels[first].isEmpty {
      for layout in feasibility.layouts {
        let step = Extension(
          first: first, layout: layout, gpuLimit: gpuLimit, latencyLimit: latencyLimit, budget: budget)
        extend(step, limit, &labels)
      }
    }
    let last = labels[feasibility.layerCount]
    guard let best = last.indices.min(by: { last[$0].latency < last[$1].latency }) else { return nil }
    return (last[best].latency, path(to: best, labels))
  }

  private struct Label {
    let gpus: Int
    let latency: Double
    let first: Int
    let index: Int
    let layout: Int
  }

  private struct Extension {
    let first: Int
    let layout: Int
    let gpuLimit: Int
    let latencyLimit: Double
    let budget: Double
  }

  private func extend(_ step: Extension, _ limit: RoundLimit, _ labels: inout [[Label]]) {
    let times = feasibility.times(boundBy: limit)
    let hop = step.first == 0 ? 0 : times.hopTime(into: step.layout, level: 0)
    let reach = feasibility.reach(step.layout, from: step.first, limit)
    var ends = Array(step.first + 1..<max(step.first + 1, reach.inside + 1))
    if reach.reachesEnd { ends.append(feasibility.layerCount) }
    let starts = labels[step.first]
    for end in ends {
      let time = times.stageTime(step.layout, from: step.first, to: end) + hop
      let remaining = step.budget - rest.least[end] - Double(gpus[step.layout]) - rest.gpusPerSecond * time
      for (index, before) in starts.enumerated()
      where Double(before.gpus) + rest.gpusPerSecond * before.latency <= remaining {
        let label = Label(
          gpus: before.gpus + gpus[step.layout], latency: before.latency + time, first: step.first, index: index,
          layout: step.layout)
        if label.gpus <= step.gpuLimit, label.latency <= step.latencyLimit { insert(label, at: end, &labels) }
      }
    }
  }

  /// Boundaries are visited in order, so labels at one are complete, and keep their index, before others rest on them.
  private func insert(_ label: Label, at boundary: Int, _ labels: inout [[Label]]) {
    let isDominated = labels[boundary].contains { $0.gpus <= label.gpus && $0.latency <= label.latency }
    if isDominated { return }
    labels[boundary].removeAll { $0.gpus >= label.gpus && $0.latency >= label.latency }
    labels[boundary].append(label)
  }

  private func path(to index: Int, _ labels: [[Label]]) -> PipelinePath {
    var stages: [PipelinePath.Stage] = []
    var end = feasibility.layerCount
    var index = index
    while end > 0 {
      let label = labels[end][index]
      stages.append(.init(layers: label.first..<end, layout: label.layout))
      end = label.first
      index = label.index
    }
    return PipelinePath(stages: stages.reversed())
  }
}
