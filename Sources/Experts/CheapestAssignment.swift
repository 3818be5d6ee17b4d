/// A partner for each row of a square matrix, each column taken once, at the least total cost: the Hungarian method with
/// shortest augmenting paths, O(n³).
public struct CheapestAssignment {
  /// The column of each row.
  public private(set) var columns: [Int] = []

  /// - Parameter costs: [row][column], square.
  public init(_ costs: [[Int]]) {
    // Row and column 0 of the working arrays stand for "none".
    let count = costs.count
    var rowPrices = [Int](repeating: 0, count: count + 1)
    var columnPrices = rowPrices
    var rowOfColumn = rowPrices
    var previous = rowPrices
    for row in stride(from: 1, through: count, by: 1) {
      rowOfColumn[0] = row
      var least = [Int](repeating: .max, count: count + 1)
      var isDone = [Bool](repeating: false, count: count + 1)
      var column = 0
      repeat {
        isDone[column] = true
        let from = rowOfColumn[column]
        var step = Int.max
        var next = 0
        for candidate in 1...count where !isDone[candidate] {
          let reduced = costs[from - 1][candidate - 1] - rowPrices[from] - columnPrices[candidate]
          if reduced < least[candidate] {
            least[candidate] = reduced
            previous[candidate] = column
          }
          if least[candidate] < step {
            step = least[candidate]
            next = candidate
          }
        }
        for other in 0...count {
          if isDone[other] {
            rowPrices[rowOfColumn[other]] += step
            columnPrices[other] -= step
          } else if least[other] < .max {
            least[other] -= step
          }
        }
        column = next
      } while rowOfColumn[column] != 0
      while column != 0 {
        rowOfColumn[column] = rowOfColumn[previous[column]]
        column = previous[column]
      }
    }
    columns = [Int](repeating: 0, count: count)
    for column in stride(from: 1, through: count, by: 1) { columns[rowOfColumn[column] - 1] = column - 1 }
  }
}
