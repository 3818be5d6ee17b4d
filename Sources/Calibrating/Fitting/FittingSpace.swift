/// A problem in the transformed space, with its priors. The objective is
/// F(z) = Σ ρ(r_i(z)) + ½·Σ ((z_j − z0_j) / width_j)².
struct FittingSpace: Sendable {
  let problem: any FittingProblem
  let parameters: [FittedParameter]
  let loss: RobustLoss

  /// Residuals at positions of the transformed space.
  func residuals(at positions: [Double]) throws -> [Double] {
    try problem.residuals(at: zip(parameters, positions).map { $0.value(at: $1) })
  }

  /// The same, where residuals at other positions are known.
  func residuals(at positions: [Double], knowing residuals: [Double], at known: [Double]) throws -> [Double] {
    func values(_ positions: [Double]) -> [Double] { zip(parameters, positions).map { $0.value(at: $1) } }
    return try problem.residuals(
      at: values(positions), knowing: KnownResiduals(values: values(known), residuals: residuals))
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

/// A small dense symmetric matrix, and linear systems of it.
struct SymmetricMatrix: Sendable {
  /// Rows; both triangles are filled.
  var rows: [[Double]]
  var count: Int { rows.count }

  /// The rows and columns of some indices.
  func submatrix(_ indices: [Int]) -> SymmetricMatrix {
    SymmetricMatrix(rows: indices.map { row in indices.map { rows[row][$0] } })
  }

  /// The matrix with `share` of each diagonal entry added to it, and at least a trace: Marquardt's damping.
  func damped(by share: Double) -> SymmetricMatrix {
    var result = self
    for index in rows.indices { result.rows[index][index] += share * max(rows[index][index], 1e-12) }
    return result
  }

  /// L with L·Lᵀ equal to the matrix; `nil` where it is not positive definite.
  func choleskyFactor() -> [[Double]]? {
    var factor = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
    for row in 0..<count {
      for column in 0...row {
        var sum = rows[row][column]
        for inner in 0..<column { sum -= factor[row][inner] * factor[column][inner] }
        if row == column {
          guard sum > 0, sum.isFinite else { return nil }
          factor[row][row] = sum.squareRoot()
        } else {
          factor[row][column] = sum / factor[column][column]
        }
      }
    }
    return factor
  }

  /// x of matrix·x = `right`; `nil` where the matrix is not positive definite.
  func solution(_ right: [Double]) -> [Double]? {
    choleskyFactor().map { Self.substitute(right, through: $0) }
  }

  /// The inverse; `nil` where the matrix is not positive definite.
  func inverse() -> SymmetricMatrix? {
    guard let factor = choleskyFactor() else { return nil }
    return SymmetricMatrix(
      rows: (0..<count).map { unit in
        Self.substitute((0..<count).map { $0 == unit ? 1 : 0 }, through: factor)
      })
  }

  private static func substitute(_ right: [Double], through factor: [[Double]]) -> [Double] {
    var result = right
    for row in result.indices {
      for inner in 0..<row { result[row] -= factor[row][inner] * result[inner] }
      result[row] /= factor[row][row]
    }
    for row in result.indices.reversed() {
      for inner in (row + 1)..<result.count { result[row] -= factor[inner][row] * result[inner] }
      result[row] /= factor[row][row]
    }
    return result
  }
}
