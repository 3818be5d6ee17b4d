import Experts
import Optimization

/// A pattern program that grows: rows of sizes and patterns that a solution breaks are added to the next one.
struct PatternSearch {
  private let loads: [Double]
  private let ranks: [RankClass]
  private let copies: Int
  private let ranges: CopyRanges
  private let sizes: LoadClasses
  private var rows: Set<Int>
  private var patterns: [LoadPattern]
  private var time = 0.0
  /// Ranks that the last programs for this time took.
  private var history: [Double] = []
  private var isComplete = false
  private var isFirst = true

  /// - Parameters:
  ///   - loads: w, the load of each expert.
  ///   - ranks: The classes of ranks.
  ///   - target: The largest time to solve for.
  ///   - copies: The largest number of copies of all experts together.
  ///   - limits: The allowed numbers of copies of each expert.
  ///   - patterns: The initial patterns.
  ///   - known: Sizes whose rows are likely to bind.
  init(
    loads: [Double], ranks: [RankClass], target: Double, copies: Int, limits: [ClosedRange<Int>],
    rows known: Set<Double> = [], patterns: [LoadPattern] = []
  ) {
    self.loads = loads
    self.ranks = ranks
    self.copies = copies
    self.patterns = patterns
    let capacity = target * (ranks.map(\.speed).max() ?? 1)
    ranges = CopyRanges(loads: loads, capacity: capacity, limits: limits)
    let sizes = LoadClasses(ranges.shares(loads))
    self.sizes = sizes
    // Twelfths, as halves, thirds and quarters of the capacity are where values jump most.
    rows = Set((0...12).compactMap { sizes.index(of: capacity * Double($0) / 12) } + known.compactMap(sizes.index))
  }

  /// Sizes that have a row.
  var rowSizes: Set<Double> { Set(rows.map { sizes.sizes[$0] }) }

  /// Whether more rows and patterns will not make the program refute the time.
  var isHopeless: Bool {
    if isComplete { return true }
    guard history.count > (isFirst ? 3 : 1) else { return false }
    let gain = history[history.count - 1] - history[history.count - 2]
    let lack = Double(ranks.reduce(0) { $0 + $1.count }) - history[history.count - 1]
    return gain < lack / 4
  }

  /// Solves the program for a time, and keeps its patterns and rows for the next.
  mutating func solve(_ time: Double, optimizer: any Optimizer) -> PatternValues? {
    if time != self.time {
      isFirst = self.time == 0
      history = []
      self.time = time
      patterns = patterns.filter { $0.load <= time * ranks[$0.rankClass].speed }
    }
    let capacity = time * (ranks.map(\.speed).max() ?? 1)
    var program = PatternProgram(
      loads: loads, ranks: ranks, copies: copies, ranges: ranges, sizes: sizes, rows: rows.sorted(),
      capacity: capacity)
    for index in ranks.indices { sizes.pairs(index, ranks[index], time: time).forEach { program.add($0) } }
    patterns.forEach { program.add($0) }
    guard let values = program.solve(optimizer) else { return nil }
    history.append(values.ranks)
    let missingRows = values.missingRows()
    let missingPatterns = ranks.indices.filter { ranks[$0].slots > 2 }.flatMap {
      PatternSeparation(values).violated($0, ranks[$0], time: time, most: 64)
    }
    rows.formUnion(missingRows)
    patterns += missingPatterns
    isComplete = missingRows.isEmpty && missingPatterns.isEmpty
    return values
  }
}

/// The most that a number of items can be worth within a number of parts, where the worth of an item rises with its
/// parts and each may be taken again and again.
private struct PartTable {
  private let worth: [Double]
  /// [slots][parts].
  private var rows: [[Double]]

  /// - Parameters:
  ///   - worth: The value of an item of 0, 1, 2 … parts; rising.
  ///   - slots: The largest number of items.
  init(worth: [Double], slots: Int) {
    self.worth = worth
    rows = [[Double](repeating: 0, count: worth.count)]
    for _ in 0..<max(0, slots) { rows.append(next(rows[rows.count - 1])) }
  }

  private func next(_ row: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: row.count)
    // A larger item that is worth the same is never needed.
    let steps = worth.indices.filter { $0 == 0 || worth[$0] > worth[$0 - 1] }
    result.withUnsafeMutableBufferPointer { result in
      row.withUnsafeBufferPointer { row in
        for part in steps {
          let value = worth[part]
          for within in part..<row.count { result[within] = max(result[within], row[within - part] + value) }
        }
      }
    }
    return result
  }

  func best(slots: Int, within parts: Int) -> Double { rows[slots][parts] }

  /// The parts of the items that are worth that much.
  func choice(slots: Int, within parts: Int) -> [Int] {
    var left = parts
    return stride(from: slots, through: 1, by: -1).map { slot in
      let chosen =
        (0...left).max { first, second in
          (worth[first] + rows[slot - 1][left - first], second) < (worth[second] + rows[slot - 1][left - second], first)
        } ?? 0
      left -= chosen
      return chosen
    }
  }
}

/// The number of ranks that a time requires, in fractions:
///
///     min Σ_c n_c · θ
///     Σ_r x_er = 1                                               every expert e              (dual π_e)
///     Σ_er r · x_er ≤ copies                                                                 (dual −σ)
///     Σ_{er of at least size b} r · x_er ≤ Σ_p λ_p · #{loads of p of at least size b}    every size b  (dual −(φ_b − φ_b−))
///     Σ_{p of class c} λ_p ≤ n_c · θ                             every class of ranks c      (dual −κ_c)
///
/// x_er is the share of expert e that has r copies, and λ_p the number of ranks that hold loads of the sizes of pattern
/// p. Loads are rounded down to sizes, so that the program is a relaxation. Omitting the row of a size weakens the
/// program but keeps it valid. Where θ > 1 the duals are prices that refute the time.
private struct PatternProgram {
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
  ///   - loads: w, the load of each expert.
  ///   - ranks: The classes of ranks.
  ///   - copies: The largest number of copies of all experts together.
  ///   - ranges: The ranges of copy numbers to distinguish.
  ///   - sizes: The sizes to which loads are rounded down.
  ///   - rows: The indices of the sizes that get a row, rising.
  ///   - capacity: The capacity of the fastest rank; a copy of a larger load fits nowhere.
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

  /// For each size, the number of loads of at least that size beyond those that the patterns hold.
  private func excess(_ solution: Solution) -> [Double] {
    var counts = [Double](repeating: 0, count: sizes.count)
    for option in options { counts[option.size] += option.copies * solution[option.variable] }
    for column in columns { for size in column.sizes { counts[size] -= solution[column.variable] } }
    for size in counts.indices.dropLast().reversed() { counts[size] += counts[size + 1] }
    return counts
  }
}

/// Separates patterns: finds loads that fit on a rank together and are worth more than the dual of its class.
private struct PatternSeparation {
  private let values: PatternValues
  private let parts = 4_096

  init(_ values: PatternValues) { self.values = values }

  /// - Parameters:
  ///   - index: The index of the class.
  ///   - rank: The class.
  ///   - time: The time that gives the capacity.
  ///   - most: The largest number of patterns.
  /// - Returns: The patterns of the largest value above κ, one for each largest load; empty where all rows hold.
  func violated(_ index: Int, _ rank: RankClass, time: Double, most: Int) -> [LoadPattern] {
    let capacity = time * rank.speed * (1 + 1e-12)
    let classOfPart = classes(capacity: capacity)
    let table = PartTable(worth: classOfPart.map { values.values[$0] }, slots: rank.slots - 1)
    let limit = values.capacities[index] + 1e-6
    let found = (0...parts).compactMap { part -> (worth: Double, part: Int)? in
      let worth = values.values[classOfPart[part]] + table.best(slots: rank.slots - 1, within: parts - part)
      return worth > limit ? (worth, part) : nil
    }
    return found.sorted { ($0.worth, $0.part) > ($1.worth, $1.part) }.prefix(most).map { entry in
      let held = [entry.part] + table.choice(slots: rank.slots - 1, within: parts - entry.part)
      return LoadPattern(rankClass: index, loads: held.map { values.classes.sizes[classOfPart[$0]] })
    }
  }

  /// For each part of the capacity, the largest class whose size, rounded down to parts, fits.
  private func classes(capacity: Double) -> [Int] {
    let unit = capacity / Double(parts)
    return (0...parts).map { part in
      let below = Double(part + 1) * unit
      var index = values.classes.index(of: min(capacity, below)) ?? 0
      if values.classes.sizes[index] >= below, index > 0 { index -= 1 }
      return index
    }
  }
}
