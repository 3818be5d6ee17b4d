/// How the load of some steps differs from the steps before.
public struct LoadDrift: Sendable, Equatable, Encodable {
  /// Number of the first step.
  public let first: Int
  /// Number of the last step.
  public let last: Int
  /// Tokens of all layers and experts.
  public let routed: Double
  /// Hottest expert over the mean; mean of the layers. `nil` without tokens.
  public let hottestOverMean: Double?
  /// Mean over hottest GPU with neighbouring experts on each; mean of the layers. `nil` without tokens or GPUs.
  public let balance: Double?
  /// Share of tokens that went to other experts than in the window before: half the sum of the differences of shares, mean
  /// of the layers. `nil` for the first.
  public let moved: Double?
  /// The same as it would be by chance alone, were both windows samples of one popularity.
  public let movedByChance: Double?

  /// The windows of a recording.
  /// - Parameters:
  ///   - steps: Ascending.
  ///   - length: Steps of a window, at least 1; the last may have fewer.
  ///   - gpus: EP; `nil` where nobody asked.
  static func windows(of steps: [LoadStep], length: Int, gpus: Int?) -> [LoadDrift] {
    var before: [[Double]]?
    return stride(from: 0, to: steps.count, by: length).map { start in
      let window = steps[start..<min(start + length, steps.count)]
      let tokens = LoadMatrix.sum(window.map(\.tokens))
      defer { before = tokens }
      return LoadDrift(window, tokens: tokens, before: before, gpus: gpus)
    }
  }

  private init(_ window: ArraySlice<LoadStep>, tokens: [[Double]], before: [[Double]]?, gpus: Int?) {
    let layers = tokens.indices.filter { Self.isBusy(tokens[$0]) }
      .map { LayerLoad(layer: $0, tokens: tokens[$0], gpus: gpus) }
    first = window.first?.number ?? 0
    last = window.last?.number ?? 0
    routed = layers.reduce(0) { $0 + $1.routed }
    hottestOverMean = Self.mean(layers.map(\.hottestOverMean))
    balance = Self.mean(layers.compactMap(\.balance))
    let pairs = before.map { zip($0, tokens).filter { Self.isBusy($0) && Self.isBusy($1) } } ?? []
    moved = Self.mean(pairs.map(Self.moved))
    movedByChance = Self.mean(pairs.map(Self.byChance))
  }

  private static func isBusy(_ row: [Double]) -> Bool { row.reduce(0, +) >= LoadSummary.leastSum }

  private static func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  private static func shares(_ row: [Double]) -> [Double] {
    let sum = row.reduce(0, +)
    return row.map { $0 / sum }
  }

  private static func moved(_ first: [Double], _ second: [Double]) -> Double {
    zip(shares(first), shares(second)).reduce(0) { $0 + abs($1.0 - $1.1) } / 2
  }

  /// A count of n tokens with share p has the variance n p (1 − p), and a normal difference is σ √(2/π) on average.
  private static func byChance(_ first: [Double], _ second: [Double]) -> Double {
    let (sums, total) = ((first.reduce(0, +), second.reduce(0, +)), first.reduce(0, +) + second.reduce(0, +))
    let sum = zip(first, second).reduce(0.0) { sum, counts in
      let share = (counts.0 + counts.1) / total
      return sum + max(0, share * (1 - share) * (1 / sums.0 + 1 / sums.1)).squareRoot()
    }
    return min(1, sum / 2 * (2 / Double.pi).squareRoot())
  }
}
