/// A rectangle of numbers that is written once and read very often.
///
/// The innermost loops of the search read little else; bounds checks there cost a factor of four, so reads are unchecked.
/// `row` and `column` must lie inside.
final class Grid: @unchecked Sendable {
  // Never written after `init`, which is what makes sharing it safe.
  private let values: UnsafeMutablePointer<Double>
  let rows: Int
  let columns: Int

  /// - Parameter contents: Rows of equal length.
  init(_ contents: [[Double]]) {
    rows = contents.count
    columns = contents.first?.count ?? 0
    values = .allocate(capacity: max(1, rows * columns))
    for (row, line) in contents.enumerated() {
      precondition(line.count == columns, "rows of a grid are equally long")
      for (column, value) in line.enumerated() { values[row * columns + column] = value }
    }
  }

  deinit { values.deallocate() }

  @inline(__always)
  subscript(row: Int, column: Int) -> Double { values[row * columns + column] }
}
