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
  ///   - loads: w of each expert.
  ///   - ranks: Classes of ranks.
  ///   - target: The largest time that will be asked for.
  ///   - copies: Most, of all experts together.
  ///   - limits: For each expert how many copies it may have.
  ///   - patterns: To begin with.
  ///   - known: Sizes whose rows are likely to be needed.
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

  /// Solves the program for a time, and keeps what the next one needs.
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
