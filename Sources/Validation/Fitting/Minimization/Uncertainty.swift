/// How well the runs pin the parameters down, in the transformed space.
struct Uncertainty {
  /// Width of the posterior by parameter: √ of the diagonal of (JᵀWJ + 1/width²)⁻¹; `nil` for what was not free.
  private(set) var posterior: [Double?]
  /// The larger of that width and of the sandwich over groups; `nil` for what was not free.
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

  /// By group, in the order of their indices: Σ J·w·r of the group's residuals, for each free parameter.
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
