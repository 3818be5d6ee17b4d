import Experts
import Optimization
import Testing
@testable import ExpertPlacement

struct UnitProgramTests {
  /// Least share of tokens at the busiest domain over all assignments of units, each as large as the others.
  private static func leastBusiest(_ units: [[Int]], perDomain: Int, _ routes: TokenRoutes) -> Double {
    let domains = units.count / perDomain
    var least = Double.infinity
    var sets = [[Int]](repeating: [], count: domains)
    func assign(_ unit: Int) {
      guard unit < units.count else {
        let busiest =
          sets.map { set in
            let experts = Set(set.flatMap { units[$0] })
            return (0..<routes.tokenCount).count { token in
              routes.experts(of: token).contains { experts.contains(Int($0)) }
            }
          }.max() ?? 0
        least = min(least, Double(busiest) / Double(routes.tokenCount))
        return
      }
      for domain in 0..<domains where sets[domain].count < perDomain {
        sets[domain].append(unit)
        assign(unit + 1)
        sets[domain].removeLast()
      }
    }
    assign(0)
    return least
  }

  @Test func assignmentsAreTheBestOfAll() throws {
    for seed in UInt64(0)..<15 {
      let routes = LimitedRouting.routes(experts: 24, groups: 8, mostGroups: 3, perToken: 4, tokens: 200, seed: seed)
      let units = (0..<8).map { Array($0 * 3..<$0 * 3 + 3) }
      for perDomain in [2, 4] {
        let program = UnitProgram(units: units, perDomain: perDomain, routes: routes)
        #expect(program.columns.count == UnitProgram.columnCount(units: 8, perDomain: perDomain))
        let answer = try #require(program.solve(GLPKOptimizer()))
        let least = Self.leastBusiest(units, perDomain: perDomain, routes)
        #expect(answer.sets.flatMap(\.self).sorted() == Array(0..<8))
        let found = answer.sets.map { set in program.shares[program.columns.firstIndex(of: set) ?? 0] }.max() ?? 0
        // Sums of the domains weigh a ten-thousandth each.
        #expect(found <= least + 1e-3 && found >= least - 1e-12, "seed \(seed)")
        #expect(answer.bound <= least + 1e-9 && answer.bound >= least - 1e-3, "seed \(seed)")
      }
    }
  }

  /// 8 over 2 and 16 over 4, as for 4 domains.
  @Test func columnsAreCounted() {
    #expect(UnitProgram.columnCount(units: 8, perDomain: 2) == 28)
    #expect(UnitProgram.columnCount(units: 16, perDomain: 4) == 1820)
    #expect(UnitProgram.columnCount(units: 1000, perDomain: 500) > 1_000_000)
  }

  /// Tokens go to 0 and 3, or to 1 and 2: these belong together.
  @Test func expertsThatMeetShareAUnit() {
    let routes = TokenRoutes(expertCount: 4, tokens: [[0, 3], [1, 2], [0, 3], [1, 2], [0, 1]])
    #expect(Set(UnitClustering(routes, count: 2).units) == [[0, 3], [1, 2]])
  }
}
