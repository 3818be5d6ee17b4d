/// The most that a number of items can be worth within a number of parts, where the worth of an item rises with its
/// parts and each may be taken again and again.
struct PartTable {
  private let worth: [Double]
  /// [slots][parts].
  private var rows: [[Double]]

  /// - Parameters:
  ///   - worth: Of an item of 0, 1, 2 … parts; rising.
  ///   - slots: Most items.
  init(worth: [Double], slots: Int) {
    self.worth = worth
    rows = [[Double](repeating: 0, count: worth.count)]
    for _ in 0..<max(0, slots) { rows.append(next(rows[rows.count - 1])) }
  }

  private func next(_ row: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: row.count)
    // A larger item that is worth the same is never needed.
    let steps = worth.indices.filter { $0 == 0 || worth[$0] > worth[$0 - 1] }
    result.withUnsafeMutableBufferPointer { result in
      row.withUnsafeBufferPointer { row in
        for part in steps {
          let value = worth[part]
          for within in part..<row.count { result[within] = max(result[within], row[within - part] + value) }
        }
      }
    }
    return result
  }

  func best(slots: Int, within parts: Int) -> Double { rows[slots][parts] }

  /// The parts of the items that are worth that much.
  func choice(slots: Int, within parts: Int) -> [Int] {
    var left = parts
    return stride(from: slots, through: 1, by: -1).map { slot in
      let chosen =
        (0...left).max { first, second in
          (worth[first] + rows[slot - 1][left - first], second) < (worth[second] + rows[slot - 1][left - second], first)
        } ?? 0
      left -= chosen
      return chosen
    }
  }
}
