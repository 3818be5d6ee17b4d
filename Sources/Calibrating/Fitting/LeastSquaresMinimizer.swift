/// Bounded, robust, regularised least squares: Levenberg–Marquardt in the transformed space.
///
/// Deterministic: the same problem gives the same bytes, on one core or several.
public struct LeastSquaresMinimizer: Sendable {
  private let space: FittingSpace
  private let options: FitOptions

  /// - Parameters:
  ///   - problem: The problem to minimise.
  ///   - parameters: The parameters to vary, in the order of the problem's values.
  ///   - options: The loss, limits and concurrency.
  public init(_ problem: any FittingProblem, parameters: [FittedParameter], options: FitOptions = FitOptions()) {
    space = FittingSpace(problem: problem, parameters: parameters, loss: options.loss)
    self.options = options
  }

  /// Starts at the priors, fixes the parameters that the runs do not inform, and descends.
  /// - Parameters:
  ///   - wantsErrors: Whether to estimate errors, for which everything is differentiated once more.
  ///   - afterStep: Called with the number of steps so far.
  /// - Throws: `FittingError.startNotFinite`, or an error of the problem.
  public func fit(wantsErrors: Bool = true, afterStep: (Int) -> Void = { _ in }) throws -> Fit {
    let start = space.parameters.map(\.startPosition)
    let residuals = try space.residuals(at: start)
    if let index = residuals.firstIndex(where: { !$0.isFinite }) { throw FittingError.startNotFinite(residual: index) }
    let everything = try jacobian(start, residuals, moving: Array(start.indices))
    let informing = Influence(space, everything, options).informingRuns
    let moving = start.indices.filter { informing[$0] >= options.fewestRuns }
    var descent = Descent(
      positions: start, residuals: residuals, cost: space.cost(residuals, at: start), moving: moving)
    let costBefore = descent.cost
    let status = moving.isEmpty ? .nothingToFit : try run(&descent, first: everything, afterStep)
    return Fit(
      estimates: try estimates(descent, informing, wantsErrors: wantsErrors), costBefore: costBefore,
      cost: descent.cost,
      iterations: descent.iterations, status: status)
  }

  // MARK: - Descent

  /// The state of the descent.
  private struct Descent {
    var positions: [Double]
    var residuals: [Double]
    var cost: Double
    let moving: [Int]
    var damping = 1e-3
    var iterations = 0
  }

  private func run(_ descent: inout Descent, first: Jacobian, _ afterStep: (Int) -> Void) throws -> Fit.Status {
    var jacobian = first
    while descent.iterations < options.iterations {
      let before = descent.cost
      guard try step(&descent, jacobian) else { return .converged }
      descent.iterations += 1
      afterStep(descent.iterations)
      if before - descent.cost <= options.tolerance * before { return .converged }
      jacobian = try self.jacobian(descent.positions, descent.residuals, moving: descent.moving)
    }
    return .iterationLimit
  }

  /// Damps until a step lowers the cost; `false` where none does.
  private func step(_ descent: inout Descent, _ jacobian: Jacobian) throws -> Bool {
    let equations = space.normalEquations(jacobian, residuals: descent.residuals, at: descent.positions)
    let free = descent.moving.filter { !isHeld($0, descent.positions[$0], gradient: equations.gradient[$0]) }
    let downhill = free.map { -equations.gradient[$0] }
    guard downhill.contains(where: { $0 != 0 }) else { return false }
    let matrix = equations.matrix.submatrix(free)
    while descent.damping < 1e12 {
      if let move = matrix.damped(by: descent.damping).solution(downhill) {
        let positions = moved(descent.positions, free, by: move)
        let residuals = try space.residuals(at: positions)
        let cost = space.cost(residuals, at: positions)
        if cost < descent.cost {
          descent.positions = positions
          descent.residuals = residuals
          descent.cost = cost
          descent.damping = max(descent.damping / 8, 1e-12)
          return true
        }
      }
      descent.damping *= 6
    }
    return false
  }

  /// A parameter at a bound that would go beyond it.
  private func isHeld(_ index: Int, _ position: Double, gradient: Double) -> Bool {
    let range = space.parameters[index].positionBounds
    return (position <= range.lowerBound && gradient > 0) || (position >= range.upperBound && gradient < 0)
  }

  private func moved(_ positions: [Double], _ free: [Int], by move: [Double]) -> [Double] {
    var result = positions
    for (index, distance) in zip(free, move) {
      let range = space.parameters[index].positionBounds
      result[index] = min(max(result[index] + distance, range.lowerBound), range.upperBound)
    }
    return result
  }

  private func jacobian(_ positions: [Double], _ residuals: [Double], moving: [Int]) throws -> Jacobian {
    try Jacobian(space, at: positions, residuals: residuals, moving: moving, isConcurrent: options.isConcurrent)
  }

  // MARK: - Estimates

  private func estimates(_ descent: Descent, _ informing: [Int], wantsErrors: Bool) throws -> [Estimate] {
    let moving = wantsErrors ? descent.moving : []
    let jacobian = try jacobian(descent.positions, descent.residuals, moving: moving)
    let free = moving.filter { !space.parameters[$0].isAtBound(descent.positions[$0]) }
    let widths = Uncertainty(space, jacobian, residuals: descent.residuals, at: descent.positions, free: free)
    return space.parameters.enumerated().map { index, parameter in
      let isInformed = descent.moving.contains(index)
      // A figure that was not fitted is the shipped one to the last bit, not its way there and back.
      let value = isInformed ? parameter.value(at: descent.positions[index]) : parameter.prior
      let width = widths.posterior[index]
      return Estimate(
        parameter: parameter, value: value,
        standardError: widths.standardError[index].map {
          $0 * parameter.scale.slope(at: value, in: parameter.bounds)
        },
        narrowing: width.map { parameter.priorWidth.isFinite ? $0 / parameter.priorWidth : 0 } ?? 1,
        informingRuns: informing[index], isInformed: isInformed,
        isAtBound: isInformed && parameter.isAtBound(descent.positions[index]))
    }
  }
}

/// A fault that prevents a fit.
public enum FittingError: Error, Sendable, Equatable {
  /// A residual is not finite at the priors: the problem must leave such rows out.
  case startNotFinite(residual: Int)
}

/// The number of runs that inform each parameter.
private struct Influence {
  /// For each parameter, the number of runs with a residual that changes by `sensitivity` or more over a width of the
  /// prior.
  let informingRuns: [Int]

  init(_ space: FittingSpace, _ jacobian: Jacobian, _ options: FitOptions) {
    let origins = space.problem.origins
    informingRuns = zip(space.parameters, jacobian.columns).map { parameter, column in
      // Where nothing was known before, a step of one in the transformed space counts.
      let width = parameter.priorWidth.isFinite ? parameter.priorWidth : 1
      let moved = column.indices.filter { abs(column[$0]) * width >= options.sensitivity }
      return Set(moved.map { origins.isEmpty ? $0 : origins[$0].run }).count
    }
  }
}

/// The uncertainty of the parameters given the runs, in the transformed space.
private struct Uncertainty {
  /// The posterior width of each parameter: √ of the diagonal of (JᵀWJ + 1/width²)⁻¹; `nil` for fixed parameters.
  private(set) var posterior: [Double?]
  /// The larger of that width and of the sandwich estimate over groups; `nil` for fixed parameters.
  private(set) var standardError: [Double?]

  init(_ space: FittingSpace, _ jacobian: Jacobian, residuals: [Double], at positions: [Double], free: [Int]) {
    posterior = [Double?](repeating: nil, count: positions.count)
    standardError = posterior
    let matrix = space.normalEquations(jacobian, residuals: residuals, at: positions).matrix.submatrix(free)
    guard let inverse = matrix.inverse() else { return }
    let scores = Self.scores(space, jacobian, residuals: residuals, free: free)
    for (row, parameter) in free.enumerated() {
      let width = max(0, inverse.rows[row][row]).squareRoot()
      posterior[parameter] = width
      standardError[parameter] = max(width, Self.spread(inverse.rows[row], space, free, scores))
    }
  }

  /// For each group, in the order of indices: Σ J·w·r of the group's residuals, for each free parameter.
  private static func scores(
    _ space: FittingSpace, _ jacobian: Jacobian, residuals: [Double], free: [Int]
  ) -> [[Double]] {
    let origins = space.problem.origins
    let groups = origins.isEmpty ? Array(residuals.indices) : origins.map(\.group)
    var scores = [[Double]](
      repeating: [Double](repeating: 0, count: free.count), count: (groups.max() ?? -1) + 1)
    for (index, residual) in residuals.enumerated() {
      let pull = space.loss.weight(residual) * residual
      for (place, parameter) in free.enumerated() {
        scores[groups[index]][place] += jacobian.columns[parameter][index] * pull
      }
    }
    return scores
  }

  /// √ of a diagonal entry of H⁻¹·(Σ_g s_g·s_gᵀ + 1/width²)·H⁻¹.
  private static func spread(
    _ row: [Double], _ space: FittingSpace, _ free: [Int], _ scores: [[Double]]
  ) -> Double {
    var sum = 0.0
    for score in scores {
      let projected = zip(row, score).reduce(0) { $0 + $1.0 * $1.1 }
      sum += projected * projected
    }
    for (entry, parameter) in zip(row, free) { sum += entry * entry * space.parameters[parameter].precision }
    return sum.squareRoot()
  }
}
