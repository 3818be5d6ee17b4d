import Optimization

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

/// What a composition program was answered with.
public struct CompositionAnswer: Sendable {
  /// The workers.
  public let workers: WorkerCounts
  /// For each pool the contents of its domains that hold the workers.
  public let domains: [[DomainContents]]
  /// What the objective came to: the smallest served/demand, or the cost.
  public let value: Double
  /// For `.served` no composition serves a larger share of the demands; for `.cost` none costs less.
  public let bound: Double
  /// The same by the duals of the program's relaxation alone, recomputed without the solver; `nil` where they prove nothing.
  public let relaxation: Double?
  /// Why the search ended.
  public let status: TerminationStatus
  /// Its size and work.
  public let effort: CompositionEffort

  /// How far from the bound, as a share of the value.
  public var gap: Double { value > 0 ? (bound - value).magnitude / value : (bound == value ? 0 : .infinity) }
}

/// The size of the composition program, and what answering it took.
public struct CompositionEffort: Sendable, Hashable {
  /// Columns.
  public let variables: Int
  /// Rows.
  public let constraints: Int
  /// Subproblems.
  public let nodes: Int
  /// Simplex iterations.
  public let iterations: Int

  func adding(nodes: Int, iterations: Int) -> CompositionEffort {
    CompositionEffort(
      variables: variables, constraints: constraints, nodes: self.nodes + nodes,
      iterations: self.iterations + iterations)
  }
}

/// What some domains of a class hold, in pieces of sizes that do not divide each other; the rest of each is free for
/// pieces that do, in any order from the largest to the smallest.
public struct DomainContents: Sendable, Hashable {
  /// Free GPUs of the class.
  public let freeGPUs: Int
  /// GPUs of each piece, the largest first.
  public let pieces: [Int]
  /// Domains with these contents.
  public let count: Int
}
