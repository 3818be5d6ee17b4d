import Costing

/// The shortest way of a micro-batch through all stages with a limited number of GPUs and no stage slower than a limit.
///
/// Labels (GPUs used, latency, place in the domains) at every layer boundary. A label is kept only if no other in the same
/// place is better in both, and if what the rest costs at least, GPUs + λ · latency, leaves it within the budget.
struct FastestPass: Sendable {
  let layouts: [StageLayout]
  /// Where stages lie, so that every hop is on the tier that it crosses; `nil` counts hops as if stages met where that is
  /// fastest, which bounds the former and needs far fewer labels.
  let shape: DomainShape?
  let feasibility: StageFeasibility
  /// For each layer boundary the least GPUs + λ · latency from there to the end, and λ.
  let rest: CheapestPath.Rest

  /// What a path may take.
  struct Limits {
    /// On one stage and one hop.
    let stage: RoundLimit
    /// GPUs.
    let gpus: Int
    /// Seconds, hops and return included.
    let latency: Double
    /// GPUs + λ · latency.
    let budget: Double
  }

  enum Answer {
    /// No path keeps to the limits.
    case none
    /// The one with the least latency.
    case path(PipelinePath, latency: Double)
    /// More labels than are worth their time.
    case gaveUp
  }

  /// Labels at one boundary above which the exact places are given up.
  private static let mostLabels = 400

  /// The fastest path within the limits.
  func solve(_ limits: Limits) -> Answer {
    var labels = [[Label]](repeating: [], count: feasibility.layerCount + 1)
    let times = feasibility.times(boundBy: limits.stage)
    labels[0] = [Label(gpus: 0, latency: 0, cursor: DomainCursor(), first: -1, index: -1, layout: -1, stages: 0)]
    for first in 0..<feasibility.layerCount where !labels[first].isEmpty {
      if shape != nil, labels[first].count > Self.mostLabels { return .gaveUp }
      for layout in feasibility.layouts { extend(layout, from: first, limits, times, &labels) }
    }
    let last = labels[feasibility.layerCount]
    guard let best = last.indices.min(by: { last[$0].latency < last[$1].latency }) else { return .none }
    return .path(path(to: best, labels), latency: last[best].latency)
  }

  private struct Label {
    let gpus: Int
    let latency: Double
    let cursor: DomainCursor
    let first: Int
    let index: Int
    let layout: Int
    /// Passed so far, where their number is prescribed; else 0.
    let stages: Int

    func isInPlace(of other: Label) -> Bool { cursor == other.cursor && stages == other.stages }
  }

  private func extend(_ layout: Int, from first: Int, _ limits: Limits, _ times: TimeTable, _ labels: inout [[Label]]) {
    let reach = feasibility.reach(layout, from: first, limits.stage)
    var ends = Array(first + 1..<max(first + 1, reach.inside + 1))
    if reach.reachesEnd { ends.append(feasibility.layerCount) }
    guard !ends.isEmpty else { return }
    let prescribed = feasibility.stages.prescribed
    for (index, before) in labels[first].enumerated() {
      guard let entered = enter(layout, before, index, first: first, times, limits) else { continue }
      for end in ends where allowsEnd(end, after: entered.stages, of: prescribed) {
        let latency = entered.latency + times.stageTime(layout, from: first, to: end)
        // Time grows with the layers, so no later end before the last keeps to the limit either.
        if latency > limits.latency { break }
        let total = latency + (end == feasibility.layerCount ? returnTime(entered, times) : 0)
        guard total <= limits.latency,
          Double(entered.gpus) + rest.gpusPerSecond * total + rest.least[end] <= limits.budget * (1 + 1e-12)
        else { continue }
        let label = Label(
          gpus: entered.gpus, latency: total, cursor: entered.cursor, first: first, index: index, layout: layout,
          stages: entered.stages)
        insert(label, at: end, &labels)
      }
    }
  }

  /// Whether so many stages can be passed at a boundary: all at the end, and before it as many as leave a layer for each
  /// of the rest.
  private func allowsEnd(_ end: Int, after stages: Int, of prescribed: Int?) -> Bool {
    guard let prescribed else { return true }
    let left = prescribed - stages
    return end == feasibility.layerCount ? left == 0 : left > 0 && left <= feasibility.layerCount - end
  }

  /// The label behind the hop into a stage, before its layers; `nil` where GPUs or the hop are beyond the limits.
  private func enter(
    _ layout: Int, _ before: Label, _ index: Int, first: Int, _ times: TimeTable, _ limits: Limits
  ) -> Label? {
    let gpus = before.gpus + layouts[layout].gpus
    guard gpus <= limits.gpus else { return nil }
    var cursor = before.cursor
    var hop = times.leastHopTime(into: layout)
    if let shape {
      let range = cursor.place(layouts[layout], shape)
      guard cursor.domain < shape.count else { return nil }
      hop = times.hopTime(into: layout, level: shape.level(from: max(0, before.cursor.domain), to: range.lowerBound))
    }
    if first == 0 { hop = 0 }
    guard hop <= limits.stage.binding else { return nil }
    return Label(
      gpus: gpus, latency: before.latency + hop, cursor: cursor, first: first, index: index, layout: layout,
      stages: feasibility.stages.prescribed == nil ? 0 : before.stages + 1)
  }

  /// From the last stage to the first; a single stage needs none.
  private func returnTime(_ last: Label, _ times: TimeTable) -> Double {
    guard last.first > 0 else { return 0 }
    guard let shape else { return times.leastReturnTime }
    return times.returnTime(level: shape.level(from: last.cursor.domain, to: 0))
  }

  /// Boundaries are visited in order, so labels at one are complete, and keep their index, before others rest on them.
  private func insert(_ label: Label, at boundary: Int, _ labels: inout [[Label]]) {
    let isDominated = labels[boundary].contains {
      $0.gpus <= label.gpus && $0.latency <= label.latency && $0.isInPlace(of: label)
    }
    if isDominated { return }
    labels[boundary].removeAll { $0.gpus >= label.gpus && $0.latency >= label.latency && $0.isInPlace(of: label) }
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
