import Costing
import Optimization

/// A replica that a pool can have any number of.
struct ReplicaKind: Sendable {
  /// Index of the pool in the cluster.
  let poolIndex: Int
  /// Its layout, batch and round.
  let candidate: Candidate

  /// GPUs of one.
  var gpus: Int { candidate.layout.gpus }
  /// Output tokens per second of one.
  var tokensPerSecond: Double { Double(candidate.layout.sequences) / candidate.round }
  /// GPUs of each domain that it takes.
  var used: [Int] { candidate.map.used }

  /// The best of each way to take GPUs of domains, in the order of GPUs; of equals the first.
  static func best(_ kinds: [ReplicaKind]) -> [ReplicaKind] {
    var best: [[Int]: ReplicaKind] = [:]
    for kind in kinds {
      let key = [kind.poolIndex] + kind.used
      if let known = best[key], known.tokensPerSecond >= kind.tokensPerSecond * (1 - 1e-12) { continue }
      best[key] = kind
    }
    return best.sorted {
      ($0.value.gpus, $0.key.count) == ($1.value.gpus, $1.key.count)
        ? $0.key.lexicographicallyPrecedes($1.key) : ($0.value.gpus, $0.key.count) < ($1.value.gpus, $1.key.count)
    }.map(\.value)
  }
}

extension PoolSearch {
  /// What to begin with: every replica of one stage at its best batch, pipelines of equal stages where there are few
  /// layouts, and what a quick look finds.
  /// - Parameters:
  ///   - start: A layout that is tried, too.
  ///   - microBatches: Those of pipelines that are looked for; any where `nil`.
  func firstKinds(near start: ReplicaLayout? = nil, microBatches: Int? = nil) -> [ReplicaKind] {
    let jobs = spaces.flatMap { space in
      space.layouts.indices.flatMap { layout in
        depths(space).filter { space.allows(space.layouts[layout], stages: $0) }
          .map { (space: space, layout: layout, stages: $0) }
      }
    }
    let searches = Dictionary(
      spaces.map { ($0, LayoutSearch(costs: costs, space: $0, score: score)) },
      uniquingKeysWith: { first, _ in first })
    let found = Concurrency.map(jobs.count, progress: { _ in }) { index -> Candidate? in
      let job = jobs[index]
      return searches[job.space]?.bestEvenPipeline(of: job.layout, stages: job.stages)
    }.compactMap(\.self)
    var more = microBatches == 1 ? [] : [quickBest(microBatches: microBatches)].compactMap(\.self)
    if let start {
      more += searches.values.compactMap { search in
        var search = search
        search.offer(start)
        return search.incumbent
      }.sorted { $0.isBetter(than: $1) }.prefix(1)
    }
    return ReplicaKind.best((found + more).map { ReplicaKind(poolIndex: poolIndex, candidate: $0) })
  }

  /// Numbers of equal stages that are tried: many only where there are few layouts to try them with.
  private func depths(_ space: LayoutSpace) -> [Int] {
    if let only = space.stages.prescribed { return [only] }
    let all = space.layouts.count <= Self.fewLayouts ? Array(1...LayoutSpace.mostMicroBatches) : [1]
    return all.filter { space.stages.allows($0) && $0 <= costs.kindOfLayer.count }
  }

  private static let fewLayouts = 12
}

extension LayoutSearch {
  /// The best batch of a pipeline whose stages are alike, with as many micro-batches as stages; `nil` where none fits or is
  /// fast enough.
  fileprivate func bestEvenPipeline(of layout: Int, stages count: Int) -> Candidate? {
    guard space.microBatches.contains(count), count * space.layouts[layout].gpus <= space.gpuLimit else { return nil }
    guard !space.isAlike else { return bestAlike(layout, stages: count) }
    let layers = costs.kindOfLayer.count
    let path = PipelinePath(
      stages: (0..<count).map { .init(layers: $0 * layers / count..<($0 + 1) * layers / count, layout: layout) })
    if let batch = score.goal.batch {
      let size = (batch + count - 1) / count
      guard (count - 1) * size < batch else { return nil }
      return evaluator.evaluate(path, microBatch: size, microBatches: count)
    }
    guard let family = family(path, microBatches: count) else { return nil }
    let best = FastestBatch(family, longestRound: score.goal.timePerOutputToken?.value ?? .infinity).microBatch
    return best.flatMap { evaluator.evaluate(path, microBatch: $0, microBatches: count) }
  }
}

extension LayoutSearch {
  /// The same at a large batch that it can carry, the layers split as is best for it.
  private func bestAlike(_ layout: Int, stages: Int) -> Candidate? {
    guard let pipeline = alikePipeline(layout, stages: stages) else { return nil }
    var alone = self
    alone.seed(pipeline)
    return alone.incumbent
  }
}

/// The batch of a family that makes most tokens per second.
struct FastestBatch {
  /// Another batch may be better by this share.
  static let tolerance = 1e-4

  /// `nil` where not even a micro-batch of one sequence is fast enough.
  let microBatch: Int?

  /// - Parameter longestRound: In seconds.
  init(_ family: ReplicaFamily, longestRound: Double) {
    let first = family.round(microBatch: 1)
    guard family.mostSequences > 0, first <= longestRound else {
      microBatch = nil
      return
    }
    var (last, beyond) = (1, family.mostSequences + 1)
    while beyond - last > 1 {
      let middle = (last + beyond) / 2
      if family.round(microBatch: middle) <= longestRound { last = middle } else { beyond = middle }
    }
    func speed(_ size: Int, _ round: Double) -> Double { family.speed(microBatch: size, round: round) }
    var best = (size: last, speed: speed(last, family.round(microBatch: last)))
    // Rounds grow with the batch, so that of an interval's smallest and the size of its largest bound all of it.
    var open = [(first: 1, round: first, last: last)]
    while let interval = open.popLast() {
      let here = speed(interval.first, interval.round)
      if here > best.speed { best = (interval.first, here) }
      guard interval.last > interval.first,
        speed(interval.last, interval.round) > best.speed * (1 + Self.tolerance)
      else { continue }
      let middle = (interval.first + interval.last) / 2 + 1
      if middle - 1 > interval.first { open.append((interval.first, interval.round, middle - 1)) }
      open.append((middle, family.round(microBatch: middle), interval.last))
    }
    microBatch = best.size
  }
}
