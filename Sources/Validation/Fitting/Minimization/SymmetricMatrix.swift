/// A small dense symmetric matrix, and linear systems of it.
struct SymmetricMatrix: Sendable {
  /// Rows; both triangles are filled.
  var rows: [[Double]]
  var count: Int { rows.count }

  init(rows: [[Double]]) { self.rows = rows }

  /// The rows and columns of some indices.
  func submatrix(_ indices: [Int]) -> SymmetricMatrix {
    SymmetricMatrix(rows: indices.map { row in indices.map { rows[row][$0] } })
  }

  /// With `share` of each diagonal entry added to it, and never less than a trace: Marquardt's damping.
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
