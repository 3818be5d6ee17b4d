/// A problem seen from the transformed space, with its priors: what is made small is
/// F(z) = Σ ρ(r_i(z)) + ½·Σ ((z_j − z0_j) / width_j)².
struct FittingSpace: Sendable {
  let problem: any FittingProblem
  let parameters: [FittedParameter]
  let loss: RobustLoss

  /// Residuals at positions of the transformed space.
  func residuals(at positions: [Double]) throws -> [Double] {
    try problem.residuals(at: zip(parameters, positions).map { $0.value(at: $1) })
  }

  /// F; infinite where a residual is not finite.
  func cost(_ residuals: [Double], at positions: [Double]) -> Double {
    var sum = 0.0
    for residual in residuals { sum += loss.cost(residual) }
    for (parameter, position) in zip(parameters, positions) {
      let distance = position - parameter.startPosition
      if distance != 0 { sum += distance * distance * parameter.precision / 2 }
    }
    return sum.isFinite ? sum : .infinity
  }

  /// Gradient of F and its Gauss–Newton matrix JᵀWJ + 1/width².
  func normalEquations(
    _ jacobian: Jacobian, residuals: [Double], at positions: [Double]
  ) -> (matrix: SymmetricMatrix, gradient: [Double]) {
    let weights = residuals.map(loss.weight)
    var rows = [[Double]](repeating: [Double](repeating: 0, count: positions.count), count: positions.count)
    var gradient = [Double](repeating: 0, count: positions.count)
    for (first, parameter) in parameters.enumerated() {
      let weighted = zip(jacobian.columns[first], weights).map { $0 * $1 }
      for second in 0...first {
        rows[first][second] = Self.product(weighted, jacobian.columns[second])
        rows[second][first] = rows[first][second]
      }
      rows[first][first] += parameter.precision
      gradient[first] = Self.product(weighted, residuals)
      gradient[first] += (positions[first] - parameter.startPosition) * parameter.precision
    }
    return (SymmetricMatrix(rows: rows), gradient)
  }

  private static func product(_ first: [Double], _ second: [Double]) -> Double {
    var sum = 0.0
    for index in first.indices { sum += first[index] * second[index] }
    return sum
  }
}
