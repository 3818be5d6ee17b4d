/// The shortest way of a micro-batch through all stages with a limited number of GPUs and no stage slower than a limit.
///
/// States are (layer boundary, GPUs used so far). Hops count as if stages shared a domain, so the result bounds what
/// placement can reach.
struct FastestPass: Sendable {
  let gpus: [Int]
  let feasibility: StageFeasibility
  let gpuLimit: Int

  /// - Returns: For each number of GPUs used the least latency and its path, where there is one that is no worse than with
  ///   fewer GPUs; ascending in GPUs.
  func frontier(_ limit: RoundLimit) -> [(gpus: Int, latency: Double, path: PipelinePath)] {
    let count = feasibility.layerCount
    let width = gpuLimit + 1
    var latency = [Double](repeating: .infinity, count: (count + 1) * width)
    var previous = [Step](repeating: Step(first: -1, layout: -1), count: (count + 1) * width)
    latency[0] = 0
    for first in 0..<count {
      let used = (0..<width).filter { latency[first * width + $0].isFinite }
      guard !used.isEmpty else { continue }
      for layout in feasibility.layouts {
        extend(layout, from: first, used: used, limit, &latency, &previous)
      }
    }
    return collect(latency, previous, width)
  }

  private struct Step {
    let first: Int
    let layout: Int
  }

  private func extend(
    _ layout: Int, from first: Int, used: [Int], _ limit: RoundLimit, _ latency: inout [Double],
    _ previous: inout [Step]
  ) {
    let width = gpuLimit + 1
    let times = feasibility.tables.smallest
    let hop = first == 0 ? 0 : times.hopTime(into: layout, level: 0)
    let reach = feasibility.reach(layout, from: first, limit)
    var ends = Array(first + 1..<max(first + 1, reach.inside + 1))
    if reach.reachesEnd { ends.append(feasibility.layerCount) }
    for end in ends {
      let time = times.stageTime(layout, from: first, to: end) + hop
      for before in used {
        let after = before + gpus[layout]
        guard after < width else { break }
        let total = latency[first * width + before] + time
        if total < latency[end * width + after] {
          latency[end * width + after] = total
          previous[end * width + after] = Step(first: first, layout: layout)
        }
      }
    }
  }

  private func collect(
    _ latency: [Double], _ previous: [Step], _ width: Int
  ) -> [(gpus: Int, latency: Double, path: PipelinePath)] {
    let last = feasibility.layerCount * width
    var best = Double.infinity
    var result: [(gpus: Int, latency: Double, path: PipelinePath)] = []
    for used in 0..<width where latency[last + used] < best {
      best = latency[last + used]
      result.append((used, best, path(to: used, previous, width)))
    }
    return result
  }

  private func path(to used: Int, _ previous: [Step], _ width: Int) -> PipelinePath {
    var stages: [PipelinePath.Stage] = []
    var end = feasibility.layerCount
    var remaining = used
    while end > 0 {
      let step = previous[end * width + remaining]
      stages.append(.init(layers: step.first..<end, layout: step.layout))
      remaining -= gpus[step.layout]
      end = step.first
    }
    return PipelinePath(stages: stages.reversed())
  }
}
