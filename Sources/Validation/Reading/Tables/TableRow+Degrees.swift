import Inputs

extension TableRow {
  /// A degree of parallelism, also when it is written "8.0".
  /// - Throws: `Diagnostic` "missing-value", "wrong-type" or "out-of-range".
  func degree(_ column: String) throws -> Int { try requiredWhole(column, atMost: LayoutLimits.largestDegree) }

  /// The same; `nil` for an empty cell.
  func optionalDegree(_ column: String) throws -> Int? { try whole(column, atMost: LayoutLimits.largestDegree) }
}
