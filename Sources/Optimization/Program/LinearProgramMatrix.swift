extension LinearProgram {
  /// The coefficients column by column. Made anew at each call: keep it where it is used more than once.
  public var columns: SparseMatrix {
    SparseMatrix(
      lines: termColumns, crosses: termRows, values: termValues, lineCount: variableCount, crossCount: constraintCount)
  }

  /// The coefficients row by row. Made anew at each call: keep it where it is used more than once.
  public var rows: SparseMatrix {
    SparseMatrix(
      lines: termRows, crosses: termColumns, values: termValues, lineCount: constraintCount, crossCount: variableCount)
  }

  /// Σ cost_j · x_j. `values` has an entry for every variable.
  public func objective(at values: [Double]) -> Double {
    var sum = 0.0
    for index in 0..<variableCount { sum += costs[index] * values[index] }
    return sum
  }
}
