import Optimization

/// One of everything that a file format can get wrong: free, negative, fixed and unused variables, integers with and
/// without bounds, ranges, a fixed binary, a constraint without terms, one without bounds, names that look like numbers
/// or keywords, and a constant as a column fixed at 1.
struct AllSorts {
  var program = LinearProgram(name: "all_sorts")

  init() {
    let constant = program.addVariable("constant", lower: 1, upper: 1, cost: 7)
    let free = program.addVariable("free", lower: -.infinity, upper: .infinity, cost: 1)
    let negative = program.addVariable("e5", lower: -6, upper: -1, cost: 0.5)
    let below = program.addVariable("below", lower: -.infinity, upper: 3, cost: -2)
    let count = program.addVariable("count", lower: -3, upper: 9, kind: .integer, cost: -0.25)
    let open = program.addVariable("open_with_quite_a_long.name", kind: .integer, cost: 1.5)
    let pick = program.addBinary("pick", cost: -4)
    let never = program.addVariable("never", lower: 0, upper: 0, kind: .binary, cost: -100)
    program.addVariable("unused", lower: 2, upper: 5)
    program.addConstraint("floor", [1 * free, 1 * count], .atLeast, -2.5)
    program.addConstraint("range", lower: -1, upper: 4.75, [1 * count, 1 * pick])
    program.addConstraint("E1", [1 * open, 2 * below, -3 * pick], .equal, 5)
    program.addConstraint("ceiling", [1 * negative, 1 * below, 1 * never], .atMost, 1e3)
    program.addConstraint("nothing", [], .atMost, 1)
    program.addConstraint("loose", lower: -.infinity, upper: .infinity, [1 * free, 1 * constant])
  }

  /// With pick = 1: 2·below + open = 8; below ≤ 3 gives open ≥ 2, and open = 2, below = 3 costs 3 − 6 = −3. e5 = −6
  /// costs −3. free = −2.5 − count costs −2.5 − 1.25·count, count ≤ 3.75 and whole: 3, so −6.25. 7 − 4 − 3 − 3 − 6.25.
  /// With pick = 0: 2·below + open = 5 at best below = 2.5, −5; count = 4, −7.5; 7 − 3 − 5 − 7.5 = −8.5, which is more.
  static let optimum = -9.25
}
