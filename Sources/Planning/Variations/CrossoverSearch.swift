import Clusters
import Costing
import Optimization
import Plans

/// Finds where the winner changes along each input: solves on a grid, then again between neighbours that differ, until
/// the change is known to a percent or to the two whole numbers that it lies between.
///
/// Between neighbours first only their two winners are set against each other; what is found counts if these two are the
/// best of all on both sides of it. A winner that comes and goes between two neighbours of the grid is not seen.
struct CrossoverSearch: Sendable {
  /// The results along one input.
  struct Found: Sendable {
    let sweep: CrossoverSweep
    let crossovers: [Crossover]
  }

  let request: PlanRequest
  let constraints: [LayoutConstraint]
  /// Whether the search is to end; asked before every point.
  var isStopped: @Sendable () -> Bool = { false }

  /// - Throws: `Diagnostic` where the inputs contradict each other; `PlanningInterrupted` where it was stopped.
  func run(progress: @escaping @Sendable (Double) -> Void) throws -> [Found] {
    let axes = CrossoverAxes(request: request).all
    return try Concurrency.map(axes.count, progress: progress) { index in
      Result { try found(axes[index]) }
    }.map { try $0.get() }
  }

  private func found(_ axis: CrossoverAxis) throws -> Found {
    let points = try axis.isMonotone ? monotonePoints(axis) : points(axis)
    var crossovers: [Crossover] = []
    for (low, high) in zip(points, points.dropFirst()) { crossovers += try between(low, high, axis) }
    let sweep = CrossoverSweep(
      axis: axis.axis.name, unit: axis.unit, current: axis.current,
      cells: points.map { .init(value: $0.value, winner: name($0.winner)) }, obstacle: axis.obstacle)
    return Found(sweep: sweep, crossovers: crossovers)
  }

  private func points(_ axis: CrossoverAxis) throws -> [Point] {
    var points: [Point] = []
    for value in axis.values {
      points.append(try point(axis, value))
      // Larger batches fit no more where one does not.
      if axis.axis == .batch, points.last?.winner.index == nil { break }
    }
    return points
  }

  /// Where a larger value makes no layout worse, a winner that is no better at the end of a stretch than at its start wins
  /// all along it: the others are no better before its end than there.
  private func monotonePoints(_ axis: CrossoverAxis) throws -> [Point] {
    guard let first = axis.values.first, let last = axis.values.last, first < last else { return try points(axis) }
    let (low, high) = try (point(axis, first), point(axis, last))
    return try [low] + stretch(low, high, Array(axis.values.dropFirst().dropLast()), axis) + [high]
  }

  /// The values between two that were solved for.
  private func stretch(_ low: Point, _ high: Point, _ values: [Double], _ axis: CrossoverAxis) throws -> [Point] {
    guard !values.isEmpty else { return [] }
    if low.winner.index == high.winner.index, high.winner.isProved, low.winner.score <= high.winner.score {
      return values.map { Point(value: $0, winner: high.winner) }
    }
    let index = values.count / 2
    let middle = try point(axis, values[index])
    return try stretch(low, middle, Array(values[..<index]), axis) + [middle]
      + stretch(middle, high, Array(values[(index + 1)...]), axis)
  }

  private struct Point: Sendable {
    let value: Double
    let winner: PointWinner
  }

  /// - Parameter kinds: Indices of the layouts that take part, ascending; all where `nil`.
  private func point(_ axis: CrossoverAxis, _ value: Double, among kinds: [Int]? = nil) throws -> Point {
    if isStopped() { throw PlanningInterrupted() }
    let request = try axis.request(request, at: value)
    return Point(value: value, winner: try PointWinner(request, of: constraints, among: kinds))
  }

  /// Every change between two values; a third winner in between makes two of one. Where one side has none, nothing fits
  /// there, which is no crossover.
  private func between(_ low: Point, _ high: Point, _ axis: CrossoverAxis) throws -> [Crossover] {
    guard let first = low.winner.index, let second = high.winner.index, first != second else { return [] }
    guard !axis.isClose(low.value, high.value) else { return [crossover(low, high, axis)] }
    let bracket = try bracket(low, high, axis, among: [first, second].sorted())
    let ends = try (confirmed(bracket.low, low, axis), confirmed(bracket.high, high, axis))
    if ends.0.winner.index == first, ends.1.winner.index == second { return [crossover(ends.0, ends.1, axis)] }
    let middle = try point(axis, axis.middle(low.value, high.value))
    return try between(low, middle, axis) + between(middle, high, axis)
  }

  /// The value at which one of two layouts takes over from the other, within the tolerance.
  private func bracket(
    _ low: Point, _ high: Point, _ axis: CrossoverAxis, among kinds: [Int]
  ) throws -> (low: Point, high: Point) {
    var (low, high) = (low, high)
    while !axis.isClose(low.value, high.value) {
      let middle = try point(axis, axis.middle(low.value, high.value), among: kinds)
      if middle.winner.index == low.winner.index { low = middle } else { high = middle }
    }
    return (low, high)
  }

  /// The same value with all layouts, where it was solved for two of them.
  private func confirmed(_ end: Point, _ known: Point, _ axis: CrossoverAxis) throws -> Point {
    end.value == known.value ? known : try point(axis, end.value)
  }

  private func crossover(_ low: Point, _ high: Point, _ axis: CrossoverAxis) -> Crossover {
    let level = (low.value * high.value).squareRoot()
    return Crossover(
      axis: axis.axis.name, unit: axis.unit,
      value: axis.isStepped ? nil : axis.axis.isWhole ? level.rounded() : level, below: low.value, above: high.value,
      from: name(low.winner), to: name(high.winner), isProved: low.winner.isProved && high.winner.isProved)
  }

  private func name(_ winner: PointWinner) -> String? { winner.index.map { constraints[$0].name } }
}

/// The inputs that are moved for a request, each over a range about what it is.
struct CrossoverAxes: Sendable {
  let request: PlanRequest

  /// The axes in the order of the report; each is moved with all others unchanged.
  var all: [CrossoverAxis] { [scaleOut, domain, context, batch, experts] }

  /// A thirty-second to thirty-two times.
  private var scaleOut: CrossoverAxis {
    guard let present = InputAxis.scaleOut.present(in: request), hasSeveralDomains else {
      return CrossoverAxis(.scaleOut, obstacle: "one scale-up domain, which nothing leaves")
    }
    let gigabytes = present / 1e9
    return CrossoverAxis(
      .scaleOut, values: (-5...5).map { gigabytes * Double(sign: .plus, exponent: $0, significand: 1) },
      current: gigabytes)
  }

  private var hasSeveralDomains: Bool { request.cluster.pools.contains { $0.domainCount > 1 } }

  /// Whatever fills nodes, racks, tiers and the pool evenly, from four GPUs on.
  private var domain: CrossoverAxis {
    let present = InputAxis.domain.present(in: request)
    let largest = min(Self.largestDomain, request.cluster.pools.map(\.gpuCount).max() ?? 1)
    let sizes = (1...largest).filter { size in
      (size >= 4 || Double(size) == present)
        && request.cluster.pools.contains { $0.gpuCount % size == 0 }
        && (try? InputAxis.domain.varied(request, to: Double(size), flag: "compare")) != nil
    }
    guard sizes.count > 1 else {
      return CrossoverAxis(.domain, obstacle: "no other size fills nodes, racks and tiers evenly")
    }
    return CrossoverAxis(.domain, values: sizes.map(Double.init), current: present)
  }

  private static let largestDomain = 576

  /// The values of the context, or of the prompt where lengths were given.
  private var context: CrossoverAxis {
    let axis = request.workload.inputTokens == nil ? InputAxis.context : .input
    let longest = min(request.model.maximumContext ?? Self.longestContext, Self.longestContext)
    let doublings = (9...20).map { 1 << $0 }.filter { $0 < longest } + [longest]
    return CrossoverAxis(axis, values: doublings.map(Double.init), current: axis.present(in: request))
  }

  private static let longestContext = 1 << 20

  /// The sequences of a replica, from one to more than any replica holds.
  private var batch: CrossoverAxis {
    CrossoverAxis(
      .batch, values: (0...20).map { Double(1 << $0) }, current: InputAxis.batch.present(in: request))
  }

  /// The numbers of experts, from one to four times as many as now.
  private var experts: CrossoverAxis {
    guard let present = request.model.expertsPerToken, let most = request.model.mostExpertsPerToken else {
      return CrossoverAxis(.expertsPerToken, obstacle: "the model has no experts")
    }
    let counts = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 128].filter { $0 <= min(4 * present, most) }
    return CrossoverAxis(.expertsPerToken, values: counts.map(Double.init), current: Double(present))
  }
}

/// Searches for the best layout of a kind below a score, over all pools, without writing it down.
private struct KindSearch: Sendable {
  /// The state of a kind of layout at one point.
  struct Answer: Sendable {
    /// The best found below the score that was to be beaten; `nil` where none is.
    let score: Double?
    /// No layout of the kind scores less; the score that was to be beaten where none does.
    let bound: Double
  }

  let constraint: LayoutConstraint
  let tolerance: Double

  /// - Parameter cutoff: The score from which on layouts are not searched.
  /// - Throws: `Diagnostic` where the inputs contradict each other.
  func answer(_ request: PlanRequest, below cutoff: Double) throws -> Answer {
    var request = request
    request.constraint = constraint
    // For as many tokens as may be, and for few GPUs, what counts is what a GPU makes.
    let objective = request.goal.objective == .gpus ? .throughput : request.goal.objective
    request.goal = try request.goal.tolerating(tolerance).minimising(objective)
    var score: Double?
    var bound = cutoff
    for (index, pool) in request.cluster.pools.enumerated()
    where pool.availableGPUCount > 0 && constraint.obstacle(model: request.model, pool: pool) == nil {
      let search = try PoolSearch(request, poolIndex: index)
      guard !search.space.layouts.isEmpty else { continue }
      let found = search.run(below: score ?? cutoff)
      bound = min(bound, found.bound)
      score = found.best?.score ?? score
    }
    return Answer(score: score, bound: bound)
  }
}

/// The best of the compared layouts at one value of an input.
struct PointWinner: Sendable, Equatable {
  /// Index of the layout; `nil` where none fits.
  private(set) var index: Int?
  /// An upper bound on its score; infinite where none fits.
  private(set) var score = Double.infinity
  /// Whether every other was shown to score no less than that.
  private(set) var isProved = false

  /// Each kind is asked for a layout below the best score so far, which is answered fast where there is none, until all
  /// others have said no. Whoever wins at the end wins, however near the two are.
  ///
  /// Kinds whose replicas are one stage take milliseconds, so they go first.
  /// - Parameter kinds: Indices of those that take part; all where `nil`.
  init(_ request: PlanRequest, of constraints: [LayoutConstraint], among kinds: [Int]? = nil) throws {
    let order = (kinds ?? Array(constraints.indices)).sorted { first, second in
      (constraints[first].searchEffort, first) < (constraints[second].searchEffort, second)
    }
    var bounds = [Double](repeating: -.infinity, count: constraints.count)
    for _ in 0..<Self.mostRounds {
      for kind in order where kind != index && (bounds[kind] < level || score == .infinity) {
        let answer = try KindSearch(constraint: constraints[kind], tolerance: Self.tolerance)
          .answer(request, below: level)
        bounds[kind] = answer.bound
        if let better = answer.score {
          index = kind
          score = better
        }
      }
      isProved = order.allSatisfy { $0 == index || bounds[$0] >= level }
      if isProved || index == nil { return }
    }
  }

  /// A layout is better where its score is below this; rounding makes no difference.
  private var level: Double { score * (1 - 1e-9) }

  /// The gap of the searches that find a first score; the rest of it decides nothing.
  private static let tolerance = 0.001
  private static let mostRounds = 8
}

extension LayoutConstraint {
  /// A rank by how long a search takes.
  fileprivate var searchEffort: Int {
    switch (stages, expert) {
    case (.one, .one): 0
    case (.one, _): 1
    case (_, .one): 2
    default: stages == .any ? 4 : 3
    }
  }
}
