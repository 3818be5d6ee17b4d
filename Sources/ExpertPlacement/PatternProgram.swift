import Experts
import Optimization

/// The number of ranks that a time requires, in fractions:
///
///     min Σ_c n_c · θ
///     Σ_r x_er = 1                                                                every expert e          (dual π_e)
///     Σ_er r · x_er ≤ copies                                                                              (dual −σ)
///     Σ_{er of size b} r · x_er + s_b ≤ Σ_p λ_p · #{loads of p of size b} + s_b+  every size b            (dual −φ_b)
///     Σ_{p of class c} λ_p ≤ n_c · θ                                              every class of ranks c  (dual −κ_c)
///
/// x_er is the share of expert e that has r copies, λ_p the number of ranks that hold loads of the sizes of pattern p, and
/// s_b the places for loads of size b or more that are left to smaller ones, b+ being the next larger size. Loads are
/// rounded down to sizes, so that the program is a relaxation. Omitting the row of a size weakens the program but keeps it
/// valid. Where θ > 1 the duals are prices that refute the time.
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
  /// Right-hand sides of `copies` and of the rows of sizes, less what the references take.
  private var copyLimit: Double
  private var sizeLimits: [Double]
  /// The number of copies of each expert that stands in no column.
  private var references: [(expert: Int, copies: Double, size: Int)] = []
  private var options: [(variable: Variable, expert: Int, copies: Double, size: Int)] = []
  private var known: Set<[Int]> = []
  private var columns: [(variable: Variable, sizes: [Int])] = []
  private var rankRows: [Constraint] = []

  /// - Parameters:
  ///   - loads: w, the load of each expert.
  ///   - ranks: The classes of ranks.
  ///   - copies: The largest number of copies of all experts together.
  ///   - ranges: The ranges of copy numbers to distinguish.
  ///   - sizes: The sizes to which loads are rounded down.
  ///   - rows: The indices of the sizes that get a row, rising.
  ///   - capacity: The capacity of the fastest rank; a copy of a larger load fits nowhere.
  ///   - counts: The copies of each expert with which the solver begins.
  init(
    loads: [Double], ranks: [RankClass], copies: Int, ranges: CopyRanges, sizes: LoadClasses, rows: [Int],
    capacity: Double, counts: [Int]
  ) {
    self.rows = rows
    self.capacity = capacity * (1 + 1e-12)
    self.loads = loads
    self.ranks = ranks
    self.sizes = sizes
    copyLimit = Double(copies)
    sizeLimits = [Double](repeating: 0, count: rows.count)
    self.copies = program.addConstraint("copies", [], .atMost, copyLimit)
    sizeRows = rows.map { program.addConstraint("size_\($0)", [], .atMost, 0) }
    for (row, smaller) in zip(sizeRows.dropFirst(), sizeRows) {
      let surplus = program.addVariable("surplus_\(row.index)")
      program.addTerm(1, surplus, to: row)
      program.addTerm(-1, surplus, to: smaller)
    }
    let total = Double(ranks.reduce(0) { $0 + $1.count })
    let share = program.addVariable("share", cost: total)
    rankRows = ranks.enumerated().map { index, rank in
      program.addConstraint("rank_\(index)", [Double(-rank.count) * share], .atMost, 0)
    }
    for expert in loads.indices { add(expert, ranges.ranges[expert], from: counts[expert]) }
    program.setBounds(lower: -.infinity, upper: copyLimit, of: self.copies)
    for (row, limit) in zip(sizeRows, sizeLimits) { program.setBounds(lower: -.infinity, upper: limit, of: row) }
  }

  /// Adds the numbers of copies that an expert may have. The reference, the range that `count` is in, has no column: its
  /// share is what the others leave of 1, and the right-hand sides allow for it. So the simplex begins with the copies of a
  /// good placement instead of having to find a number for each expert.
  private mutating func add(_ expert: Int, _ ranges: [ClosedRange<Int>], from count: Int) {
    let open = ranges.filter { loads[expert] / Double($0.upperBound) <= capacity }.map { range in
      (
        copies: Double(range.lowerBound), size: sizes.index(of: loads[expert] / Double(range.upperBound)) ?? 0,
        range: range
      )
    }
    guard let reference = open.last(where: { $0.range.lowerBound <= count }) ?? open.first else {
      // An expert that fits nowhere refutes the time by itself.
      let row = program.addConstraint("expert_\(expert)", [], .equal, 1)
      return program.addTerm(1, program.addVariable("nowhere_\(expert)", cost: 1e6), to: row)
    }
    references.append((expert, reference.copies, reference.size))
    copyLimit -= reference.copies
    sizeLimits[row(of: reference.size)] -= reference.copies
    guard open.count > 1 else { return }
    let one = program.addConstraint("expert_\(expert)", [], .atMost, 1)
    for choice in open where choice.range != reference.range {
      let option = program.addVariable("copies_\(expert)_\(choice.range.lowerBound)")
      program.addTerm(1, option, to: one)
      program.addTerm(choice.copies - reference.copies, option, to: copies)
      options.append((option, expert, choice.copies, choice.size))
      let (row, referenceRow) = (row(of: choice.size), row(of: reference.size))
      if row == referenceRow {
        program.addTerm(choice.copies - reference.copies, option, to: sizeRows[row])
      } else {
        program.addTerm(choice.copies, option, to: sizeRows[row])
        program.addTerm(-reference.copies, option, to: sizeRows[referenceRow])
      }
    }
  }

  /// The row to which a size is rounded down.
  private func row(of size: Int) -> Int {
    var low = 0
    var high = rows.count
    while low < high {
      let middle = (low + high) / 2
      if rows[middle] <= size { low = middle + 1 } else { high = middle }
    }
    return max(0, low - 1)
  }

  /// Adds loads that fit together on ranks of a class; empty slots hold the smallest size. Of patterns that the rows do not
  /// tell apart, the first is enough.
  mutating func add(_ pattern: LoadPattern) {
    let held = pattern.loads.map { sizes.index(of: $0) ?? 0 }
    let slots = ranks[pattern.rankClass].slots
    let filled = held + [Int](repeating: 0, count: max(0, slots - held.count))
    var counts: [Int: Int] = [:]
    for size in filled { counts[row(of: size), default: 0] += 1 }
    let terms = counts.sorted { $0.key < $1.key }
    guard known.insert([pattern.rankClass] + terms.flatMap { [$0.key, $0.value] }).inserted else { return }
    let column = program.addVariable("pattern_\(program.variableCount)")
    columns.append((column, filled))
    program.addTerm(1, column, to: rankRows[pattern.rankClass])
    for (row, count) in terms { program.addTerm(Double(-count), column, to: sizeRows[row]) }
  }

  /// Solves the program.
  /// - Returns: `nil` where the solver finds nothing.
  func solve(_ optimizer: any Optimizer) -> PatternValues? {
    let result = optimizer.solve(program, options: SolverOptions(presolve: false, method: .dual))
    guard let solution = result.solution, let duals = solution.duals else { return nil }
    // Rounding must not let a value fall where the size rises.
    var rising = [Double](repeating: 0, count: rows.count)
    for (index, row) in sizeRows.enumerated() { rising[index] = max(-duals[row], index > 0 ? rising[index - 1] : 0) }
    return PatternValues(
      classes: sizes, values: sizes.sizes.indices.map { rising[row(of: $0)] }, excess: excess(solution),
      copy: max(0, -duals[copies]), capacities: rankRows.map { -duals[$0] }, copies: copyCounts(solution),
      ranks: solution.objective)
  }

  private func copyCounts(_ solution: Solution) -> [(mean: Double, square: Double)] {
    var counts = [(mean: Double, square: Double)](repeating: (0, 0), count: loads.count)
    for (share, reference) in zip(referenceShares(solution), references) {
      counts[reference.expert].mean += reference.copies * share
      counts[reference.expert].square += reference.copies * reference.copies * share
    }
    for option in options {
      counts[option.expert].mean += option.copies * solution[option.variable]
      counts[option.expert].square += option.copies * option.copies * solution[option.variable]
    }
    return counts
  }

  /// What the columns of each expert leave for its reference.
  private func referenceShares(_ solution: Solution) -> [Double] {
    var left = [Double](repeating: 1, count: loads.count)
    for option in options { left[option.expert] -= solution[option.variable] }
    return references.map { max(0, left[$0.expert]) }
  }

  /// For each size, the number of loads of at least that size beyond those that the patterns hold.
  private func excess(_ solution: Solution) -> [Double] {
    var counts = [Double](repeating: 0, count: sizes.count)
    for (share, reference) in zip(referenceShares(solution), references) {
      counts[reference.size] += reference.copies * share
    }
    for option in options { counts[option.size] += option.copies * solution[option.variable] }
    for column in columns { for size in column.sizes { counts[size] -= solution[column.variable] } }
    for size in counts.indices.dropLast().reversed() { counts[size] += counts[size + 1] }
    return counts
  }
}
