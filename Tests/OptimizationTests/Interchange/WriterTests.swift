import Foundation
import Optimization
import Testing

@Suite("Program files")
struct WriterTests {
  @Test func mpsOfASmallProgram() {
    let expected = """
      NAME small FREE
      ROWS
       N objective
       G range
       E same
      COLUMNS
       x objective 1
       x range 1
       MARKER0 'MARKER' 'INTORG'
       pick objective -2.5
       pick range 3
       pick same 1
       count same -1
       MARKER1 'MARKER' 'INTEND'
      RHS
       RHS range 2
      RANGES
       RNG range 4
      BOUNDS
       FR BND x
       BV BND pick
       LO BND count -3
       PL BND count
      ENDATA

      """
    #expect(MPSWriter().text(for: small) == expected)
  }

  @Test func lpOfASmallProgram() {
    let expected = """
      \\ small
      Minimize
       objective: x - 2.5 pick
      Subject To
       range: x + 3 pick >= 2
       range.upper: x + 3 pick <= 6
       same: pick - count = 0
      Bounds
       x free
       0 <= pick <= 1
       count >= -3
      Generals
       count
      Binaries
       pick

      """ + "End\n"
    #expect(LPWriter().text(for: small) == expected)
  }

  @Test func misreadNamesGetAnUnderscore() {
    let text = LPWriter().text(for: AllSorts().program)
    #expect(text.contains("\\ free is _free\n"))
    #expect(text.contains("\\ e5 is _e5\n"))
    #expect(text.contains(" _E1: "))
    #expect(MPSWriter().text(for: AllSorts().program).contains(" e5 objective 0.5\n"))
  }

  @Test(arguments: [0.1, 1.0 / 3, 1e-300, 123_456_789_012_345, -2.5e-7, 3])
  func numbersReadBackAsTheyWere(value: Double) throws {
    var program = LinearProgram()
    program.addVariable("x", cost: value)
    for (writer, label) in [(MPSWriter() as any ProgramWriter, " x objective "), (LPWriter(), " objective: ")] {
      let text = writer.text(for: program)
      let place = try #require(text.range(of: label))
      let line = text[place.upperBound...].prefix { $0 != "\n" }.replacing("- ", with: "-").replacing(" x", with: "")
      #expect(Double(line) == value, "\(line)")
    }
  }

  @Test func handOptimumOfAllSorts() throws {
    #expect(try #require(solverUnderTest.solve(AllSorts().program).objective).isClose(to: AllSorts.optimum))
  }

  /// The file says what the program says: another program reads it to the same optimum.
  @Test(
    .enabled(if: !OtherSolver.installed.isEmpty, "none of glpsol, cbc and highs is on the PATH"),
    arguments: OtherSolver.installed, [MPSWriter() as any ProgramWriter, LPWriter()])
  func otherSolversAgree(solver: OtherSolver, writer: any ProgramWriter) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("layline-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let programs = [
      AllSorts().program, Wyndor().program, small, RandomPrograms.knapsack(items: 12, constraints: 2, seed: 8),
      RandomPrograms.assignment(size: 5, seed: 3),
    ]
    for (index, program) in programs.enumerated() {
      let file = folder.appendingPathComponent("\(index).\(writer.fileExtension)")
      try writer.text(for: program).write(to: file, atomically: true, encoding: .utf8)
      let ours = try #require(solverUnderTest.solve(program).objective)
      let theirs = try #require(try solver.optimum(of: file), "\(solver) has no optimum of \(program.name)")
      // glpsol prints nine digits.
      #expect((ours - theirs).magnitude <= 1e-6 * max(1, ours.magnitude), "\(program.name): \(ours), \(theirs)")
    }
  }

  private var small: LinearProgram {
    var program = LinearProgram(name: "small")
    let x = program.addVariable("x", lower: -.infinity, upper: .infinity, cost: 1)
    let pick = program.addBinary("pick", cost: -2.5)
    let count = program.addVariable("count", lower: -3, kind: .integer)
    program.addConstraint("range", lower: 2, upper: 6, [1 * x, 3 * pick])
    program.addConstraint("same", [1 * pick, -count], .equal, 0)
    return program
  }
}
