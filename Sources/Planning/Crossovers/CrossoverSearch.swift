import Optimization
import Plans

/// Finds where the winner changes along each input: solves on a grid, then again between neighbours that differ, until
/// the change is known to half a percent or to the two whole numbers that it lies between.
///
/// A winner that comes and goes between two neighbours of the grid is not seen.
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
    var points: [Point] = []
    for value in axis.values {
      points.append(Point(value: value, winner: try winner(axis, value)))
      // Larger batches fit no more where one does not.
      if axis.axis == .batch, points.last?.winner.index == nil { break }
    }
    var crossovers: [Crossover] = []
    for (low, high) in zip(points, points.dropFirst()) { crossovers += try between(low, high, axis) }
    let sweep = CrossoverSweep(
      axis: axis.axis.name, unit: axis.unit, current: axis.current,
      cells: points.map { .init(value: $0.value, winner: name($0.winner)) }, obstacle: axis.obstacle)
    return Found(sweep: sweep, crossovers: crossovers)
  }

  private struct Point: Sendable {
    let value: Double
    let winner: PointWinner
  }

  private func winner(_ axis: CrossoverAxis, _ value: Double) throws -> PointWinner {
    try PointWinner(axis.request(request, at: value), among: constraints)
  }

  /// Every change between two values; a third winner in between makes two of one. Where one side has none, nothing fits
  /// there, which is no crossover.
  private func between(_ low: Point, _ high: Point, _ axis: CrossoverAxis) throws -> [Crossover] {
    guard low.winner.index != high.winner.index, low.winner.index != nil, high.winner.index != nil else { return [] }
    guard !axis.isClose(low.value, high.value) else { return [crossover(low, high, axis)] }
    let value = axis.middle(low.value, high.value)
    let middle = Point(value: value, winner: try winner(axis, value))
    return try between(low, middle, axis) + between(middle, high, axis)
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
