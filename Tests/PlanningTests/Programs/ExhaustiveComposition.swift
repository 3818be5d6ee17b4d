@testable import Planning

/// Tries every number of workers of every type, and every way to put them into domains.
struct ExhaustiveComposition {
  let problem: CompositionProblem
  private(set) var best: WorkerCounts?

  init(_ problem: CompositionProblem) {
    self.problem = problem
    var counts = problem.types.map { _ in 0 }
    choose(0, &counts, gpusLeft: min(problem.gpuLimit ?? .max, Self.gpus(problem)))
  }

  private static func gpus(_ problem: CompositionProblem) -> Int {
    problem.pools.joined().reduce(0) { $0 + $1.count * $1.freeGPUs }
  }

  private mutating func choose(_ index: Int, _ counts: inout [Int], gpusLeft: Int) {
    guard index < counts.count else {
      let workers = WorkerCounts(counts, of: problem)
      if isBetter(workers), packs(counts) { best = workers }
      return
    }
    let type = problem.types[index]
    let gpus = type.footprint.gpus
    // A worker across domains needs as many that could each hold its share.
    guard problem.mostWorkers(type) > 0 else { return choose(index + 1, &counts, gpusLeft: gpusLeft) }
    for count in 0...(gpusLeft / gpus) {
      counts[index] = count
      choose(index + 1, &counts, gpusLeft: gpusLeft - count * gpus)
    }
    counts[index] = 0
  }

  /// By the objective, then by what is looked at after it.
  private func isBetter(_ workers: WorkerCounts) -> Bool {
    guard key(workers)[0] > 0 || problem.objective == .cost else { return false }
    if problem.objective == .cost, workers.ratio(problem.demands) < 1 - 1e-9 { return false }
    guard let best else { return true }
    for (mine, other) in zip(key(workers), key(best)) where (mine - other).magnitude > 1e-9 { return mine > other }
    return false
  }

  func key(_ workers: WorkerCounts) -> [Double] {
    let ratio = workers.ratio(problem.demands)
    switch problem.objective {
    case .served: return [ratio, workers.served.reduce(0, +), -workers.cost]
    case .cost: return [-workers.cost, ratio]
    }
  }

  private func packs(_ counts: [Int]) -> Bool {
    problem.pools.indices.allSatisfy { pool in
      let pieces = zip(problem.types, counts).filter { $0.0.pool == pool }
        .flatMap { Array(repeating: $0.0.footprint.gpusPerDomain, count: $0.1 * $0.0.footprint.domains) }
      let bins = problem.pools[pool].flatMap { Array(repeating: $0.freeGPUs, count: $0.count) }
      return Self.fits(pieces.sorted(by: >)[...], bins)
    }
  }

  private static func fits(_ pieces: ArraySlice<Int>, _ bins: [Int]) -> Bool {
    guard let piece = pieces.first else { return true }
    var tried: Set<Int> = []
    for bin in bins.indices where bins[bin] >= piece && tried.insert(bins[bin]).inserted {
      var bins = bins
      bins[bin] -= piece
      if fits(pieces.dropFirst(), bins) { return true }
    }
    return false
  }
}
