import Foundation
import Optimization
import Testing

@Suite("Conformance: many solves", .serialized)
struct ConcurrencyConformance {
  @Test func twoHundredSolvesAtOnce() async {
    let programs = (0..<200).map { RandomPrograms.knapsack(items: 12, constraints: 2, seed: UInt64($0 % 20)) }
    let alone = programs.prefix(20).map { solverUnderTest.solve($0) }
    let together = await withTaskGroup(of: (Int, OptimizationResult).self) { group in
      for (index, program) in programs.enumerated() { group.addTask { (index, solverUnderTest.solve(program)) } }
      return await group.reduce(into: [Int: OptimizationResult]()) { $0[$1.0] = $1.1 }
    }
    #expect(together.count == 200)
    for (index, result) in together { #expect(result == alone[index % 20]) }
  }

  /// Also after errors inside the solver and stopped searches, whose memory is freed on another path.
  @Test func twoThousandSolvesKeepNoMemory() throws {
    let program = RandomPrograms.knapsack(items: 12, constraints: 2, seed: 3)
    let stop = SolverOptions(progress: { _ in .stop })
    func solveMany() {
      for index in 0..<1000 {
        _ = solverUnderTest.solve(program, options: index.isMultiple(of: 10) ? stop : SolverOptions())
      }
    }
    solveMany()
    let before = residentBytes()
    solveMany()
    let grown = residentBytes() - before
    #expect(grown < 8_000_000, "1,000 solves kept \(grown) bytes")
  }

  /// Memory of this process; 0 where the system does not tell.
  private func residentBytes() -> Int {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }
    let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return pages * 4096
  }
}
