import Costing

/// The shortest way of a micro-batch through all stages with a limited number of GPUs and no stage slower than a limit.
///
/// Labels (GPUs used, latency, place in the domains) at every layer boundary. A label is kept only if no other in the same
/// place is better in both, and if what the rest costs at least, GPUs + λ · latency, leaves it within the budget. Of the
/// stages that could follow most cost too much whatever the label: they are left out before any label is extended.
struct FastestPass: Sendable {
  let layouts: [StageLayout]
  /// Where stages lie, so that every hop is on the tier that it crosses; `nil` counts hops as if stages met where that is
  /// fastest, which bounds the former and needs far fewer labels.
  let shape: DomainShape?
  let feasibility: StageFeasibility
  /// For each layer boundary the least GPUs + λ · latency from there to the end, and λ.
  let rest: CheapestPath.Rest
  /// The fewest GPUs of the stages from each layer boundary on, under the limit on stages; `nil` where not known.
  var fewest: [Int]?
  /// The farthest ends of stages under that limit, where they are known.
  var ends: FarthestStageEnds?

  /// The limits on the time of a path.
  struct Limits {
    /// The limit on one stage and one hop.
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
    let layerCount = feasibility.layerCount
    let times = feasibility.times(boundBy: limits.stage)
    let ends = ends ?? FarthestStageEnds(feasibility, limits.stage)
    var open = [PassLabels](repeating: PassLabels(), count: layerCount + 1)
    var labels = [[PassLabel]](repeating: [], count: layerCount + 1)
    open[0].insert(.start, areOfOnePlace: arePlacesAlike)
    for first in 0..<layerCount where !open[first].isEmpty {
      let here = open[first].all
      if shape != nil, here.count > Self.mostLabels { return .gaveUp }
      labels[first] = here
      let cheapest = here.reduce(.infinity) { min($0, cost($1)) }
      let taken = here.reduce(Int.max) { min($0, $1.gpus) }
      let arcs = arcs(from: first, costing: limits.most - cheapest, taken: taken, limits, times, ends)
      for (index, label) in here.enumerated() { extend(label, index, first, arcs, limits, times, &open) }
    }
    let last = open[layerCount].all
    labels[layerCount] = last
    guard let best = last.indices.min(by: { last[$0].latency < last[$1].latency }) else { return .none }
    return .path(path(to: best, labels), latency: last[best].latency)
  }

  /// Whether all labels of a boundary can take each other's place.
  private var arePlacesAlike: Bool { shape == nil && feasibility.stages.prescribed == nil }

  /// A stage from a boundary on.
  private struct Arc {
    let layout: Int
    let end: Int
    let gpus: Int
    /// The hop into the stage where it is fastest, seconds.
    let hop: Double
    /// T_s, seconds.
    let time: Double
    /// GPUs + λ · latency of the stage, and of what follows at least.
    let cost: Double
  }

  private func cost(_ label: PassLabel) -> Double { Double(label.gpus) + rest.gpusPerSecond * label.latency }

  /// The stages from a boundary on, by their ends: those that cost no more than is left of the budget, behind so many GPUs.
  /// Where all places are alike, without those that another one with the same layers beats in GPUs and latency.
  private func arcs(
    from first: Int, costing most: Double, taken: Int, _ limits: Limits, _ times: TimeTable, _ ends: FarthestStageEnds
  ) -> [Arc] {
    var arcs: [Arc] = []
    for layout in feasibility.layouts where layouts[layout].gpus <= limits.gpus - taken {
      let gpus = layouts[layout].gpus
      let hop = first == 0 ? 0 : times.leastHopTime(into: layout)
      let fixed = Double(gpus) + rest.gpusPerSecond * hop
      guard fixed <= most, hop <= limits.stage.binding else { continue }
      func consider(_ end: Int) {
        let time = times.stageTime(layout, from: first, to: end)
        let cost = fixed + rest.gpusPerSecond * time + rest.least[end]
        guard cost <= most, gpus + (fewest?[end] ?? 0) <= limits.gpus - taken else { return }
        arcs.append(Arc(layout: layout, end: end, gpus: gpus, hop: hop, time: time, cost: cost))
      }
      let reach = ends.reach(layout, from: first)
      for end in stride(from: first + 1, through: reach.inside, by: 1) { consider(end) }
      if reach.reachesEnd { consider(feasibility.layerCount) }
    }
    guard shape == nil else { return arcs }
    arcs.sort { first, second in
      if first.end != second.end { return first.end < second.end }
      if first.gpus != second.gpus { return first.gpus < second.gpus }
      return first.hop + first.time < second.hop + second.time
    }
    var (end, fastest) = (-1, Double.infinity)
    return arcs.filter { arc in
      if arc.end != end { (end, fastest) = (arc.end, .infinity) }
      guard arc.hop + arc.time < fastest else { return false }
      fastest = arc.hop + arc.time
      return true
    }
  }

  private func extend(
    _ label: PassLabel, _ index: Int, _ first: Int, _ arcs: [Arc], _ limits: Limits, _ times: TimeTable,
    _ open: inout [PassLabels]
  ) {
    let left = limits.most - cost(label)
    let prescribed = feasibility.stages.prescribed
    let stages = prescribed == nil ? 0 : label.stages + 1
    for arc in arcs where arc.cost <= left {
      let gpus = label.gpus + arc.gpus
      guard gpus + (fewest?[arc.end] ?? 0) <= limits.gpus, allowsEnd(arc.end, after: stages, of: prescribed) else {
        continue
      }
      guard let (cursor, hop) = enter(arc, label, first, times), hop <= limits.stage.binding else { continue }
      var latency = label.latency + hop + arc.time
      if arc.end == feasibility.layerCount { latency += returnTime(first: first, cursor, times) }
      guard latency <= limits.latency,
        Double(gpus) + rest.gpusPerSecond * latency + rest.least[arc.end] <= limits.most
      else { continue }
      open[arc.end].insert(
        PassLabel(
          gpus: gpus, latency: latency, cursor: cursor, first: first, index: index, layout: arc.layout,
          stages: stages), areOfOnePlace: arePlacesAlike)
    }
  }

  /// Whether so many stages can be passed at a boundary: all at the end, and before it as many as leave a layer for each
  /// of the rest.
  private func allowsEnd(_ end: Int, after stages: Int, of prescribed: Int?) -> Bool {
    guard let prescribed else { return true }
    let left = prescribed - stages
    return end == feasibility.layerCount ? left == 0 : left > 0 && left <= feasibility.layerCount - end
  }

  /// Where a stage lies behind a label, and the time of the hop into it; `nil` where the domains are full.
  private func enter(
    _ arc: Arc, _ before: PassLabel, _ first: Int, _ times: TimeTable
  ) -> (cursor: DomainCursor, hop: Double)? {
    var cursor = before.cursor
    guard let shape else { return (cursor, arc.hop) }
    let range = cursor.place(layouts[arc.layout], shape)
    guard cursor.domain < shape.count else { return nil }
    guard first > 0 else { return (cursor, 0) }
    let level = shape.level(from: max(0, before.cursor.domain), to: range.lowerBound)
    return (cursor, times.hopTime(into: arc.layout, level: level))
  }

  /// From the last stage to the first; a single stage needs none.
  private func returnTime(first: Int, _ last: DomainCursor, _ times: TimeTable) -> Double {
    guard first > 0 else { return 0 }
    guard let shape else { return times.leastReturnTime }
    return times.returnTime(level: shape.level(from: last.domain, to: 0))
  }

  private func path(to index: Int, _ labels: [[PassLabel]]) -> PipelinePath {
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

extension FastestPass.Limits {
  /// The budget with room for sums in another order.
  fileprivate var most: Double { budget * (1 + 1e-12) }
}

/// A way to a layer boundary.
private struct PassLabel {
  let gpus: Int
  let latency: Double
  let cursor: DomainCursor
  /// The first layer of the last stage, the index of the label there, and the layout.
  let first: Int
  let index: Int
  let layout: Int
  /// Passed so far, where their number is prescribed; else 0.
  let stages: Int

  static var start: PassLabel {
    PassLabel(gpus: 0, latency: 0, cursor: DomainCursor(), first: -1, index: -1, layout: -1, stages: 0)
  }
}

/// The labels at a boundary of which none is beaten by another in its place.
private struct PassLabels {
  private struct Place: Hashable {
    let cursor: DomainCursor
    let stages: Int
  }

  /// For each place its labels in the order of GPUs, each faster than the one before; places as they came.
  private var fronts: [[PassLabel]] = []
  private var places: [Place: Int] = [:]

  var isEmpty: Bool { fronts.isEmpty }
  /// Complete, and in an order to stay, once every label before the boundary has been extended.
  var all: [PassLabel] { fronts.count == 1 ? fronts[0] : fronts.flatMap(\.self) }

  /// - Parameter areOfOnePlace: Whether each label can take the place of any other.
  mutating func insert(_ label: PassLabel, areOfOnePlace: Bool) {
    let place = Place(cursor: label.cursor, stages: label.stages)
    if let front = areOfOnePlace ? (fronts.isEmpty ? nil : 0) : places[place] {
      Self.insert(label, into: &fronts[front])
    } else {
      if !areOfOnePlace { places[place] = fronts.count }
      fronts.append([label])
    }
  }

  private static func insert(_ label: PassLabel, into front: inout [PassLabel]) {
    // Behind all that need no more GPUs.
    var (place, high) = (0, front.count)
    while place < high {
      let middle = (place + high) / 2
      if front[middle].gpus <= label.gpus { place = middle + 1 } else { high = middle }
    }
    if place > 0, front[place - 1].latency <= label.latency { return }
    let start = place > 0 && front[place - 1].gpus == label.gpus ? place - 1 : place
    var end = place
    while end < front.count, front[end].latency >= label.latency { end += 1 }
    if end == start + 1 {
      front[start] = label
    } else {
      front.replaceSubrange(start..<end, with: CollectionOfOne(label))
    }
  }
}
