/// How many workers of each type a cluster has, and what they do together.
public struct WorkerCounts: Sendable {
  /// For each type of the problem.
  public let counts: [Int]
  /// For each line of service the requests/s that its workers keep up with in prefill, and in decode.
  public let sides: [(prefill: Double, decode: Double)]
  /// For each model the requests/s that are kept up with after the losses that the problem allows for: all of them
  /// where it allows for none.
  public let served: [Double]
  /// The same for each line.
  let servedOnLines: [Double]
  /// GPUs of all workers.
  public let gpus: Int
  /// Cost of all workers.
  public let cost: Double

  /// - Parameters:
  ///   - counts: For each type of the problem.
  ///   - problem: Says what each does.
  public init(_ counts: [Int], of problem: CompositionProblem) {
    self.counts = counts
    var sides = Array(repeating: (prefill: 0.0, decode: 0.0), count: problem.lineCount)
    var (gpus, cost) = (0, 0.0)
    for (type, count) in zip(problem.types, counts) where count > 0 {
      let rate = Double(count) * type.requestsPerSecond
      let line = problem.line(of: type)
      if type.prefills { sides[line].prefill += rate }
      if type.decodes { sides[line].decode += rate }
      gpus += count * type.footprint.gpus
      cost += Double(count) * type.cost
    }
    self.sides = sides
    self.gpus = gpus
    self.cost = cost
    servedOnLines = sides.enumerated().map { line, side in
      guard let loss = problem.loss else { return min(side.prefill, side.decode) }
      let prefill = side.prefill - loss.least(counts, of: problem, line: line, prefill: true)
      let decode = side.decode - loss.least(counts, of: problem, line: line, prefill: false)
      return max(0, min(prefill, decode))
    }
    let lines = servedOnLines
    served = problem.demands.indices.map { problem.lines(ofModel: $0).reduce(0) { $0 + lines[$1] } }
  }

  /// The smallest served/demand.
  public func ratio(_ demands: [Double]) -> Double {
    zip(served, demands).map { $0 / $1 }.min() ?? 0
  }
}
