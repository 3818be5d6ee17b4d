import ExpertMaps
import Optimization

/// How many ranks a time would take, counted in fractions:
///
///     min Σ_c n_c · θ
///     Σ_r x_er = 1                                               every expert e              (dual π_e)
///     Σ_er r · x_er ≤ copies                                                                 (dual −σ)
///     Σ_{er of at least size b} r · x_er ≤ Σ_p λ_p · #{loads of p of at least size b}    every size b  (dual −(φ_b − φ_b−))
///     Σ_{p of class c} λ_p ≤ n_c · θ                             every class of ranks c      (dual −κ_c)
///
/// x_er says that expert e has r copies, and λ_p that a rank holds loads of the sizes of pattern p. Loads are rounded down
/// to sizes, so that nothing is promised too much. A size whose row is left out makes the program weaker, never wrong.
/// Where θ > 1 the duals are prices that refute the time.
struct PatternProgram {
  private let loads: [Double]
  private let ranks: [RankClass]
  private let sizes: LoadClasses
  private let capacity: Double

  private var program = LinearProgram(name: "patterns")
  private var copies: Constraint
  /// Indices of the sizes that have a row, rising, with the rows.
  private let rows: [Int]
  private var sizeRows: [Constraint] = []
  private var options: [(variable: Variable, expert: Int, copies: Double, size: Int)] = []
  private var known: Set<[Int]> = []
  private var columns: [(variable: Variable, sizes: [Int])] = []
  private var rankRows: [Constraint] = []

  /// - Parameters:
  ///   - loads: w of each expert.
  ///   - ranks: Classes of ranks.
  ///   - copies: Most, of all experts together.
  ///   - ranges: Numbers of copies to tell apart.
  ///   - sizes: To which loads are rounded down.
  ///   - rows: Indices of the sizes that get a row, rising.
  ///   - capacity: Of the fastest rank; a copy of a larger load fits nowhere.
  init(
    loads: [Double], ranks: [RankClass], copies: Int, ranges: CopyRanges, sizes: LoadClasses, rows: [Int],
    capacity: Double
  ) {
    self.rows = rows
    self.capacity = capacity * (1 + 1e-12)
    self.loads = loads
    self.ranks = ranks
    self.sizes = sizes
    self.copies = program.addConstraint("copies", [], .atMost, Double(copies))
    sizeRows = rows.map { program.addConstraint("size_\($0)", [], .atMost, 0) }
    let total = Double(ranks.reduce(0) { $0 + $1.count })
    let share = program.addVariable("share", cost: total)
    rankRows = ranks.enumerated().map { index, rank in
      program.addConstraint("rank_\(index)", [Double(-rank.count) * share], .atMost, 0)
    }
    for expert in loads.indices { add(expert, ranges.ranges[expert]) }
  }

  private mutating func add(_ expert: Int, _ ranges: [ClosedRange<Int>]) {
    let row = program.addConstraint("expert_\(expert)", [], .equal, 1)
    // An expert that fits nowhere refutes the time by itself.
    program.addTerm(1, program.addVariable("nowhere_\(expert)", cost: 1e6), to: row)
    for range in ranges where loads[expert] / Double(range.upperBound) <= capacity {
      let option = program.addVariable("copies_\(expert)_\(range.lowerBound)")
      let number = Double(range.lowerBound)
      program.addTerm(1, option, to: row)
      program.addTerm(number, option, to: copies)
      let size = sizes.index(of: loads[expert] / Double(range.upperBound)) ?? 0
      options.append((option, expert, number, size))
      for (row, from) in zip(sizeRows, rows) where from <= size { program.addTerm(number, option, to: row) }
    }
  }

  /// Adds loads that fit together on ranks of a class; empty slots hold the smallest size. Of patterns that the rows do not
  /// tell apart, the first is enough.
  mutating func add(_ pattern: LoadPattern) {
    let held = pattern.loads.map { sizes.index(of: $0) ?? 0 }
    let slots = ranks[pattern.rankClass].slots
    let filled = held + [Int](repeating: 0, count: max(0, slots - held.count))
    let counts = rows.map { row in filled.count { $0 >= row } }
    guard known.insert([pattern.rankClass] + counts).inserted else { return }
    let column = program.addVariable("pattern_\(program.variableCount)")
    columns.append((column, filled))
    program.addTerm(1, column, to: rankRows[pattern.rankClass])
    for (row, count) in zip(sizeRows, counts) where count > 0 { program.addTerm(Double(-count), column, to: row) }
  }

  /// Solves the program.
  /// - Returns: `nil` where the solver finds nothing.
  func solve(_ optimizer: any Optimizer) -> PatternValues? {
    let result = optimizer.solve(program, options: SolverOptions(presolve: false, method: .dual))
    guard let solution = result.solution, let duals = solution.duals else { return nil }
    var jumps = [Double](repeating: 0, count: sizes.count)
    for (row, size) in zip(sizeRows, rows) { jumps[size] = max(0, -duals[row]) }
    var value = 0.0
    return PatternValues(
      classes: sizes,
      values: jumps.map { jump in
        value += jump
        return value
      }, excess: excess(solution), copy: max(0, -duals[copies]), capacities: rankRows.map { -duals[$0] },
      copies: copyCounts(solution),
      ranks: solution.objective)
  }
  private func copyCounts(_ solution: Solution) -> [(mean: Double, square: Double)] {
    var counts = [(mean: Double, square: Double)](repeating: (0, 0), count: loads.count)
    for option in options {
      counts[option.expert].mean += option.copies * solution[option.variable]
      counts[option.expert].square += option.copies * option.copies * solution[option.variable]
    }
    return counts
  }

  /// For each size by how much the loads of at least that size are more than the patterns hold.
  private func excess(_ solution: Solution) -> [Double] {
    var counts = [Double](repeating: 0, count: sizes.count)
    for option in options { counts[option.size] += option.copies * solution[option.variable] }
    for column in columns { for size in column.sizes { counts[size] -= solution[column.variable] } }
    for size in counts.indices.dropLast().reversed() { counts[size] += counts[size + 1] }
    return counts
  }
}
