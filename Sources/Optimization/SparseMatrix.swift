/// The coefficients of a program in compressed sparse form, by column or by row: those of line k are at `starts[k] ..<
/// starts[k + 1]`, in rising order of `indices`, each index once, none of them zero.
public struct SparseMatrix: Sendable, Equatable {
  /// The start of each line, with one more entry than there are lines.
  public let starts: [Int32]
  /// Position across the lines of each coefficient.
  public let indices: [Int32]
  /// The coefficients.
  public let values: [Double]

  /// The places of line `line` in `indices` and `values`.
  public func range(_ line: Int) -> Range<Int> {
    Int(starts[line])..<Int(starts[line + 1])
  }

  /// Sorts, adds up duplicates and drops zeros, in time proportional to the number of coefficients and lines.
  ///
  /// Places outside of `lineCount` × `crossCount` are left out; `validate()` reports them.
  init(lines: [Int32], crosses: [Int32], values: [Double], lineCount: Int, crossCount: Int) {
    // Two stable counting sorts, the minor key first, leave every line in rising order.
    let minor = Self.order((0..<Int32(lines.count)).map { $0 }, by: crosses, buckets: crossCount)
    let order = Self.order(minor, by: lines, buckets: lineCount)
    var starts: [Int32] = [0]
    var indices: [Int32] = []
    var merged: [Double] = []
    starts.reserveCapacity(lineCount + 1)
    indices.reserveCapacity(order.count)
    merged.reserveCapacity(order.count)
    var next = 0
    for line in 0..<Int32(lineCount) {
      while next < order.count, lines[Int(order[next])] == line {
        let cross = crosses[Int(order[next])]
        var sum = 0.0
        while next < order.count, lines[Int(order[next])] == line, crosses[Int(order[next])] == cross {
          sum += values[Int(order[next])]
          next += 1
        }
        guard sum != 0 else { continue }
        indices.append(cross)
        merged.append(sum)
      }
      starts.append(Int32(indices.count))
    }
    self.starts = starts
    self.indices = indices
    self.values = merged
  }

  /// `positions` in rising order of their key, ties as they were; positions with a key out of range are left out.
  private static func order(_ positions: [Int32], by keys: [Int32], buckets: Int) -> [Int32] {
    let valid = 0..<Int32(buckets)
    var offsets = [Int](repeating: 0, count: buckets + 1)
    for position in positions where valid.contains(keys[Int(position)]) {
      offsets[Int(keys[Int(position)]) + 1] += 1
    }
    for bucket in 0..<buckets { offsets[bucket + 1] += offsets[bucket] }
    var sorted = [Int32](repeating: 0, count: offsets[buckets])
    for position in positions where valid.contains(keys[Int(position)]) {
      let bucket = Int(keys[Int(position)])
      sorted[offsets[bucket]] = position
      offsets[bucket] += 1
    }
    return sorted
  }
}

/// A row of a `LinearProgram`, known by its position. It belongs to the program that made it.
public struct Constraint: Hashable, Sendable {
  /// Position among the rows, from 0; also the position of its dual in a solution.
  public let index: Int

  public init(index: Int) {
    self.index = index
  }
}

extension LinearProgram {
  /// The coefficients by column. They are computed at each call, so callers keep the result.
  public var columns: SparseMatrix {
    SparseMatrix(
      lines: termColumns, crosses: termRows, values: termValues, lineCount: variableCount, crossCount: constraintCount)
  }

  /// The coefficients by row. They are computed at each call, so callers keep the result.
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

/// A coefficient times a variable, as written in a constraint: `2.5 * x`.
public struct Term: Hashable, Sendable {
  /// The factor.
  public var coefficient: Double
  /// The column.
  public var variable: Variable

  public init(coefficient: Double, variable: Variable) {
    self.coefficient = coefficient
    self.variable = variable
  }
}

/// A column of a `LinearProgram`, known by its position. It belongs to the program that made it.
public struct Variable: Hashable, Sendable {
  /// Position among the columns, from 0; also the position of its value in a solution.
  public let index: Int

  public init(index: Int) {
    self.index = index
  }

  /// The term `coefficient · variable`.
  public static func * (coefficient: Double, variable: Variable) -> Term {
    Term(coefficient: coefficient, variable: variable)
  }

  /// The term `−1 · variable`.
  public static prefix func - (variable: Variable) -> Term {
    Term(coefficient: -1, variable: variable)
  }
}

/// The domain of a variable between its bounds.
public enum VariableKind: UInt8, Sendable, Equatable {
  /// Any value.
  case continuous
  /// Whole numbers.
  case integer
  /// 0 or 1.
  case binary

  /// Whether only whole numbers are allowed.
  public var isIntegral: Bool { self != .continuous }
}
