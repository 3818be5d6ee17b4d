import Optimization
import Testing

@Suite("Sparse matrix")
struct SparseMatrixTests {
  @Test func linesAreSortedAndMerged() {
    var program = LinearProgram()
    let x = (0..<3).map { program.addVariable("x\($0)") }
    let a = program.addConstraint("a", [3 * x[2], 1 * x[0], 4 * x[2]], .atMost, 1)
    program.addConstraint("empty", [], .atMost, 1)
    let c = program.addConstraint("c", [2 * x[1]], .atMost, 1)
    program.addTerm(-1, x[0], to: c)
    program.addTerm(-1, x[0], to: a)
    #expect(program.coefficientCount == 6)
    #expect(program.rows.starts == [0, 1, 1, 3])
    #expect(program.rows.indices == [2, 0, 1])
    #expect(program.rows.values == [7, -1, 2])
    #expect(program.columns.starts == [0, 1, 2, 3])
    #expect(program.columns.indices == [2, 2, 0])
    #expect(program.columns.values == [-1, 2, 7])
  }
}
