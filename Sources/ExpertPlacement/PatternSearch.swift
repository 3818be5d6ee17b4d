import Experts
import Optimization

/// A pattern program that grows: rows of sizes and patterns that a solution breaks are added to the next one.
struct PatternSearch {
  private let loads: [Double]
  private let ranks: [RankClass]
  private let copies: Int
  private let counts: [Int]
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
  ///   - counts: The copies of each expert in a good placement.
  ///   - patterns: The initial patterns.
  ///   - known: Sizes whose rows are likely to bind.
  init(
    loads: [Double], ranks: [RankClass], target: Double, copies: Int, limits: [ClosedRange<Int>],
    counts: [Int], rows known: Set<Double> = [], patterns: [LoadPattern] = []
  ) {
    self.counts = counts
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
    // Loads of copies as they are now divide the sizes where most of them are.
    let held = zip(loads, counts).map { $0 / Double(max(1, $1)) }.filter { $0 <= capacity }.sorted()
    for index in stride(from: 0, to: held.count, by: max(1, held.count / 24)) {
      if let size = sizes.index(of: held[index]) { rows.insert(size) }
    }
  }

  /// Sizes that have a row.
  var rowSizes: Set<Double> { Set(rows.map { sizes.sizes[$0] }) }

  /// Whether more rows and patterns will not make the program refute the time.
  var isHopeless: Bool {
    if isComplete { return true }
    guard history.count > (isFirst ? 2 : 1) else { return false }
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
      capacity: capacity, counts: counts)
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
