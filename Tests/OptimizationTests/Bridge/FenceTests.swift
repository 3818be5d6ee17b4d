import GLPKBridge
import Testing

/// What GLPK does with input that the Swift side never lets through: it would abort the process.
@Suite("The fence around GLPK")
struct FenceTests {
  /// min x + y with one row over both, whose entries are given by row number.
  private func solve(rowOfEach rows: [Int32], columnLower: Double = 0) -> (status: GLPKBridgeStatus, message: String) {
    let starts: [Int32] = [0, Int32(rows.count), Int32(rows.count)]
    let ones = [Double](repeating: 1, count: max(rows.count, 2))
    var status = GLPKBridgeFailed
    var message = ""
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 16) { room in
      room.initialize(repeating: 0)
      starts.withUnsafeBufferPointer { starts in
        rows.withUnsafeBufferPointer { rows in
          ones.withUnsafeBufferPointer { ones in
            [columnLower, columnLower].withUnsafeBufferPointer { lower in
              var program = GLPKBridgeProgram(
                row_count: 1, column_count: 2, column_starts: starts.baseAddress, row_indices: rows.baseAddress,
                coefficients: ones.baseAddress, row_lower: ones.baseAddress, row_upper: ones.baseAddress,
                column_lower: lower.baseAddress, column_upper: ones.baseAddress, costs: ones.baseAddress,
                is_integer: nil)
              var options = GLPKBridgeOptions()
              (options.node_limit, options.iteration_limit, options.millisecond_limit) = (-1, -1, -1)
              var answer = GLPKBridgeAnswer()
              answer.column_values = room.baseAddress
              answer.reduced_costs = room.baseAddress?.advanced(by: 4)
              answer.row_duals = room.baseAddress?.advanced(by: 8)
              glpk_bridge_solve(&program, &options, &answer)
              status = answer.status
              message = withUnsafeBytes(of: answer.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            }
          }
        }
      }
    }
    return (status, message)
  }

  @Test func goodInput() {
    #expect(solve(rowOfEach: [0]).status == GLPKBridgeOptimal)
  }

  @Test func anErrorInsideGLPKComesBackInItsWords() {
    let (status, message) = solve(rowOfEach: [0, 0])
    #expect(status == GLPKBridgeFailed)
    #expect(message.contains("glp_set_mat_col"))
    #expect(solve(rowOfEach: [0]).status == GLPKBridgeOptimal)
  }

  @Test func crossedBoundsAreNoAnswer() {
    #expect(solve(rowOfEach: [0], columnLower: 2).status == GLPKBridgeFailed)
  }
}
