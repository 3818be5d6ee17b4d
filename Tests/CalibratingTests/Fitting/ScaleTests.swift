import Testing
@testable import Calibrating

@Suite("Scales and small systems")
struct ScaleTests {
  @Test(arguments: [ParameterScale.linear, .logarithmic, .logistic])
  func thereAndBack(scale: ParameterScale) {
    for value in [0.2, 0.35, 0.5, 0.79] {
      let position = scale.position(of: value, in: 0.1...0.8)
      #expect(abs(scale.value(at: position, in: 0.1...0.8) - value) < 1e-12)
      let ahead = scale.value(at: position + 1e-6, in: 0.1...0.8)
      #expect(abs((ahead - value) / 1e-6 - scale.slope(at: value, in: 0.1...0.8)) < 1e-5)
    }
    #expect(scale.position(of: 0.8, in: 0.1...0.8).isFinite && scale.position(of: 0.1, in: 0.1...0.8).isFinite)
    #expect(scale.value(at: 900, in: 0.1...0.8) == 0.8)
  }

  /// [4 2; 2 3]·[1; 2] = [8; 8]; its inverse is [3 −2; −2 4] / 8.
  @Test func systems() throws {
    let matrix = SymmetricMatrix(rows: [[4, 2], [2, 3]])
    let solution = try #require(matrix.solution([8, 8]))
    #expect(abs(solution[0] - 1) < 1e-12 && abs(solution[1] - 2) < 1e-12)
    let inverse = try #require(matrix.inverse()).rows
    #expect(abs(inverse[0][0] - 0.375) < 1e-12 && abs(inverse[0][1] + 0.25) < 1e-12 && abs(inverse[1][1] - 0.5) < 1e-12)
    #expect(SymmetricMatrix(rows: [[1, 2], [2, 1]]).choleskyFactor() == nil, "not positive definite")
  }
}
