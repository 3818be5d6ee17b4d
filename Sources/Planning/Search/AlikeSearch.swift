extension LayoutSearch {
  /// The replicas of so many stages that are all laid out alike.
  func alikePipelines(stages: Int) -> [AlikePipeline] {
    space.layouts.indices.compactMap { alikePipeline($0, stages: stages) }
  }

  /// Those of one layout; `nil` where the space has none, or they cannot be placed.
  func alikePipeline(_ layout: Int, stages: Int) -> AlikePipeline? {
    guard space.allows(space.layouts[layout], stages: stages) else { return nil }
    return AlikePipeline(
      layout: layout, stages: stages, storage: storage, tables: examiner.tables, packer: evaluator.packer,
      gpuLimit: space.gpuLimit)
  }

  /// Looks for a good incumbent among replicas of alike stages, without a proof: each at a large batch that it can carry.
  mutating func seedAlike() {
    for stages in space.microBatches where space.stages.allows(stages) {
      for pipeline in alikePipelines(stages: stages) where !isStopped() {
        seed(pipeline)
      }
    }
  }

  /// Tries the largest batch that a pipeline can carry in time, where that may be better than what is known.
  mutating func seed(_ pipeline: AlikePipeline) {
    guard let sizes = sizes(of: pipeline), let last = lastInTime(pipeline, sizes), openBound(of: pipeline, last) != nil
    else { return }
    attempt(pipeline, largestInTime(pipeline, last))
  }

  /// Closes all replicas of so many alike stages.
  mutating func closeAlike(stages: Int) {
    for pipeline in alikePipelines(stages: stages) {
      guard let sizes = sizes(of: pipeline) else { continue }
      // Nothing is known of what was not looked at.
      if isStopped(), incumbent == nil { return leaveOpen(0) }
      guard let last = lastInTime(pipeline, sizes) else { continue }
      close(pipeline, sizes.lowerBound...last.upperBound)
    }
  }

  /// The micro-batches that its memory holds; `nil` where there is none.
  private func sizes(of pipeline: AlikePipeline) -> ClosedRange<Int>? {
    guard let batch = score.goal.batch else {
      let most = pipeline.largestMicroBatch(upTo: largestMicroBatch(pipeline.stages))
      return most > 0 ? 1...most : nil
    }
    let size = (batch + pipeline.stages - 1) / pipeline.stages
    guard (pipeline.stages - 1) * size < batch, pipeline.largestMicroBatch(upTo: size) == size else { return nil }
    return size...size
  }

  private var slowestRound: Double { score.goal.timePerOutputToken?.value ?? .infinity }

  /// Of ranges of micro-batches a quarter long the last that begins within the target: rounds grow with the batch.
  private func lastInTime(_ pipeline: AlikePipeline, _ sizes: ClosedRange<Int>) -> ClosedRange<Int>? {
    guard sizes.count > 1, slowestRound.isFinite else {
      return pipeline.round(microBatch: sizes.lowerBound) <= slowestRound ? sizes.upperBound...sizes.upperBound : nil
    }
    let ranges = Self.ranges.prefix { $0.lowerBound <= sizes.upperBound }
    var (low, high) = (-1, ranges.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if pipeline.round(microBatch: ranges[middle].lowerBound) <= slowestRound { low = middle } else { high = middle }
    }
    return low < 0 ? nil : ranges[low].clamped(to: sizes)
  }

  /// Micro-batches in ranges a quarter long; the same for all pipelines, which share the times of where they begin.
  private static let ranges = BatchInterval.geometric(microBatches: 1, upTo: 1 << 20).map(\.sizes)

  private mutating func close(_ pipeline: AlikePipeline, _ sizes: ClosedRange<Int>) {
    statistics.intervals += 1
    var sizes = sizes
    while let bound = openBound(of: pipeline, sizes) {
      if isStopped() { return leaveOpen(bound) }
      let largest = largestInTime(pipeline, sizes)
      if attempt(pipeline, largest) { continue }
      if largest < sizes.upperBound {
        sizes = sizes.lowerBound...largest
        continue
      }
      let interval = BatchInterval(microBatches: pipeline.stages, sizes: sizes)
      guard !interval.isFinest, let halves = interval.halves else { return leaveOpen(bound) }
      close(pipeline, halves.1.sizes)
      close(pipeline, halves.0.sizes)
      return
    }
  }

  /// What nothing of an interval scores less than, where that is not enough to close it.
  private mutating func openBound(of pipeline: AlikePipeline, _ sizes: ClosedRange<Int>) -> Double? {
    statistics.bounds += 1
    let rounds = pipeline.leastRounds(sizes)
    guard rounds.ofSmallest <= slowestRound, rounds.ofSmallest.isFinite else { return nil }
    // Sums in another order may differ in the last digits.
    let round = max(rounds.ofSmallest, rounds.ofLargest) * (1 - 1e-9)
    let bound = score.value(used: pipeline.map.used, round: round, sequences: pipeline.stages * sizes.upperBound)
    return bound > target(incumbent) ? nil : bound
  }

  /// The largest micro-batch of an interval that meets the target; its smallest one does.
  private func largestInTime(_ pipeline: AlikePipeline, _ sizes: ClosedRange<Int>) -> Int {
    guard pipeline.round(microBatch: sizes.upperBound) > slowestRound else { return sizes.upperBound }
    var (low, high) = (sizes.lowerBound, sizes.upperBound)
    while high - low > 1 {
      let middle = (low + high) / 2
      if pipeline.round(microBatch: middle) <= slowestRound { low = middle } else { high = middle }
    }
    return low
  }

  /// Tries a micro-batch, and the largest below it that every rank has an equal part of.
  /// - Returns: Whether the incumbent got better by more than the tolerance.
  @discardableResult
  private mutating func attempt(_ pipeline: AlikePipeline, _ size: Int) -> Bool {
    let ranks = space.layouts[pipeline.layout].dataParallel
    let even = score.goal.batch == nil ? size / ranks * ranks : size
    var isBetter = false
    for size in Set([size, even]).sorted() where size > 0 {
      statistics.paths += 1
      let sequences = pipeline.stages * size
      let least = score.value(
        used: pipeline.map.used, round: pipeline.round(microBatch: size) * (1 - 1e-9), sequences: sequences)
      guard least < min(incumbent?.score ?? .infinity, cutoff), let path = pipeline.path(microBatch: size),
        let found = evaluator.evaluate(path, microBatch: size, microBatches: pipeline.stages)
      else { continue }
      isBetter = improve(with: found) || isBetter
    }
    return isBetter
  }
}
