import Optimization
import Plans

/// Finds where the winner changes along each input: solves on a grid, then again between neighbours that differ, until
/// the change is known to a percent or to the two whole numbers that it lies between.
///
/// Between neighbours first only their two winners are set against each other; what is found counts if these two are the
/// best of all on both sides of it. A winner that comes and goes between two neighbours of the grid is not seen.
struct CrossoverSearch: Sendable {
  /// What was found along one input.
  struct Found: Sendable {
    let sweep: CrossoverSweep
    let crossovers: [Crossover]
  }

  private let request: PlanRequest
  private let constraints: [LayoutConstraint]

  init(_ request: PlanRequest, constraints: [LayoutConstraint]) {
    self.request = request
    self.constraints = constraints
  }

  /// - Throws: `Diagnostic` where the inputs contradict each other.
  func run(progress: @escaping @Sendable (Double) -> Void) throws -> [Found] {
    let axes = CrossoverAxes(request).all
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

  /// Where one of two layouts takes over from the other, as near as is asked for.
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
