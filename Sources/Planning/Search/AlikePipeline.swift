import Costing

/// Replicas whose stages are all laid out alike, with as many micro-batches as stages: what engines run.
///
/// However the layers are split, a micro-batch takes as long through all stages together, so that a round is shortest where
/// the slowest stage is fastest. That split is found exactly for a batch, and intervals of batches are closed by the times of
/// their smallest and their largest one.
struct AlikePipeline: Sendable {
  /// Index of the layout in the space.
  let layout: Int
  /// P, and m.
  let stages: Int
  let stage: StageLayout
  /// Where its stages lie.
  let map: DomainMap
  private let storage: StorageTable
  private let tables: TimeTableCache

  /// - Returns: `nil` where the replica cannot be placed, or is larger than it may be.
  init?(layout: Int, stages: Int, storage: StorageTable, tables: TimeTableCache, packer: ReplicaPacker, gpuLimit: Int) {
    let stage = storage.layouts[layout]
    guard stages <= storage.layerCount, stages * stage.gpus <= gpuLimit else { return nil }
    let map = packer.map([StageLayout](repeating: stage, count: stages))
    guard packer.canPlace(map) else { return nil }
    self.layout = layout
    self.stages = stages
    self.stage = stage
    self.map = map
    self.storage = storage
    self.tables = tables
  }

  /// GPUs of a replica.
  var gpus: Int { stages * stage.gpus }

  /// The largest micro-batch up to a limit that the memory of some split holds; 0 where it holds none.
  func largestMicroBatch(upTo limit: Int) -> Int {
    var (low, high) = (0, limit + 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if ends(sequencesPerRank(middle), within: .infinity, nil) != nil { low = middle } else { high = middle }
    }
    return low
  }

  /// The split of the layers with the shortest round at a micro-batch, the most even of several; `nil` where none fits the
  /// memory.
  func path(microBatch: Int) -> PipelinePath? {
    let times = tables.table(microBatch, wholeSequences: true, layout: layout)
    let sequences = sequencesPerRank(microBatch)
    guard let slowest = slowestStage(times, sequences) else { return nil }
    let ends = evenEnds(sequences, within: slowest * (1 + 1e-12), times)
    return PipelinePath(
      stages: zip([0] + ends, ends).map { PipelinePath.Stage(layers: $0..<$1, layout: layout) })
  }

  /// What no micro-batch of an interval undercuts: the round of its smallest, and that of its largest with fractions of
  /// sequences, which scaled by b / largest is no more than that of b. Infinite where the smallest does not fit.
  func leastRounds(_ sizes: ClosedRange<Int>) -> (ofSmallest: Double, ofLargest: Double) {
    let sequences = sequencesPerRank(sizes.lowerBound)
    let smallest = round(tables.table(sizes.lowerBound, wholeSequences: true, layout: layout), sequences)
    let largest = round(tables.table(sizes.upperBound, wholeSequences: false, layout: layout), sequences)
    return (smallest, largest)
  }

  /// R at a micro-batch; infinite where it does not fit.
  func round(microBatch: Int) -> Double {
    round(tables.table(microBatch, wholeSequences: true, layout: layout), sequencesPerRank(microBatch))
  }

  private func sequencesPerRank(_ microBatch: Int) -> Int { stage.sequencesPerRank(microBatch: microBatch) }

  /// R = max(latency, m · slowest stage, m · slowest hop).
  private func round(_ times: TimeTable, _ sequences: Int) -> Double {
    guard let slowest = slowestStage(times, sequences) else { return .infinity }
    let passed = times.stageTime(0, from: 0, to: storage.layerCount) + Double(stages - 1) * times.stepTime
    guard stages > 1 else { return passed }
    let hops =
      map.hopLevels.prefix(stages - 1).map { times.hopTime(into: 0, level: $0) }
      + [times.returnTime(level: map.hopLevels[stages - 1])]
    let latency = hops.reduce(passed, +)
    return max(latency, Double(stages) * max(slowest, hops.max() ?? 0))
  }

  // MARK: - Splits

  /// The time of the slowest stage where it is least.
  private func slowestStage(_ times: TimeTable, _ sequences: Int) -> Double? {
    guard let first = ends(sequences, within: .infinity, times) else { return nil }
    guard stages > 1 else { return times.stageTime(0, from: 0, to: storage.layerCount) }
    var best = slowest(first, times)
    var low = times.stageTime(0, from: 0, to: storage.layerCount) / Double(stages)
    while best - low > 1e-10 * best {
      let middle = (low + best) / 2
      if let ends = ends(sequences, within: middle, times) {
        best = slowest(ends, times)
      } else {
        low = middle
      }
    }
    return best
  }

  private func slowest(_ ends: [Int], _ times: TimeTable) -> Double {
    zip([0] + ends, ends).reduce(0) { max($0, times.stageTime(0, from: $1.0, to: $1.1)) }
  }

  /// The ends of stages that each go as far as memory and a time allow, with a layer at least left for each that follows:
  /// where these do not reach the end, none do.
  private func ends(_ sequences: Int, within time: Double, _ times: TimeTable?) -> [Int]? {
    var ends: [Int] = []
    var first = 0
    for left in stride(from: stages, to: 0, by: -1) {
      guard let end = farthest(from: first, left: left, sequences, within: time, times) else { return nil }
      ends.append(end)
      first = end
    }
    return ends
  }

  private func farthest(
    from first: Int, left: Int, _ sequences: Int, within time: Double, _ times: TimeTable?
  ) -> Int? {
    func isAllowed(_ end: Int) -> Bool { self.isAllowed(first, end, sequences, within: time, times) }
    let last = storage.layerCount - (left - 1)
    if left == 1 { return isAllowed(last) ? last : nil }
    var (low, high) = (first, last + 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if isAllowed(middle) { low = middle } else { high = middle }
    }
    return low > first ? low : nil
  }

  private func isAllowed(
    _ first: Int, _ end: Int, _ sequences: Int, within time: Double, _ times: TimeTable?
  ) -> Bool {
    storage.bytes(layout, from: first, to: end, sequencesPerRank: sequences, microBatches: stages) <= storage.available
      && (times.map { $0.stageTime(0, from: first, to: end) <= time } ?? true)
  }

  /// The ends of stages that are as equal as memory and a time allow.
  private func evenEnds(_ sequences: Int, within time: Double, _ times: TimeTable) -> [Int] {
    // For each number of stages that are left the first layer from which they reach the end.
    var starts = [storage.layerCount]
    for left in 1..<stages {
      let end = starts[left - 1]
      var (low, high) = (0, end - 1)
      while low < high {
        let middle = (low + high) / 2
        if isAllowed(middle, end, sequences, within: time, times) { high = middle } else { low = middle + 1 }
      }
      starts.append(low)
    }
    var ends: [Int] = []
    var first = 0
    for left in stride(from: stages, to: 0, by: -1) {
      let even = first + (storage.layerCount - first + left - 1) / left
      let most = farthest(from: first, left: left, sequences, within: time, times) ?? even
      let end = min(max(even, starts[left - 1], first + 1), most)
      ends.append(end)
      first = end
    }
    return ends
  }
}
