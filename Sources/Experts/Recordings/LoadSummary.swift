import Formats

/// The summary of a recording, layer by layer.
public struct LoadSummary: Sendable, Equatable, Encodable {
  /// Weights of all experts of a layer together: shares of less are no numbers.
  static let leastSum = 1e-6

  /// The file or folder; of several, their names.
  public let file: String
  /// The tool that recorded it.
  public let kind: LoadKind
  /// E.
  public let experts: Int
  /// Layers with a row.
  public let layerCount: Int
  /// Steps that were recorded, where the recording tells them apart.
  public let steps: Int?
  /// EP of `balance`; `nil` where no balance is wanted.
  public let gpus: Int?
  /// The layers with tokens.
  public let layers: [LayerLoad]
  /// Layers without tokens: dense ones.
  public let layersWithoutTokens: [Int]
  /// Hottest expert over mean.
  public let hottestOverMean: LoadSpread
  /// Mean over hottest GPU; `nil` without a number of GPUs.
  public let balance: LoadSpread?
  /// The drift by window of steps; empty where no windows are wanted.
  public let windows: [LoadDrift]
  /// `nil` where only counts were recorded.
  public let coactivation: Coactivation?

  /// - Parameters:
  ///   - gpus: EP of the balance; `nil` leaves it out.
  ///   - window: The steps of a window; `nil` leaves windows out.
  ///   - pairs: The number of expert pairs to list, where routes are known.
  /// - Throws: `Diagnostic` "experts-without-tokens" for a recording without tokens, or "out-of-range" for too few.
  public init(_ recording: LoadRecording, gpus: Int?, window: Int? = nil, pairs: Int = 0) throws {
    let tokens = recording.tokens
    let busy = tokens.indices.filter { tokens[$0].contains { $0 > 0 } }
    guard !busy.isEmpty else {
      throw Diagnostic(
        id: .expertsWithoutTokens, file: recording.file, found: "no tokens in any layer",
        expected: "tokens in the layers that have experts")
    }
    if let layer = busy.first(where: { tokens[$0].reduce(0, +) < Self.leastSum }) {
      throw Diagnostic(
        id: .outOfRange, file: recording.file, found: "less than \(Self.leastSum) tokens in layer \(layer)",
        expected: "none, or more")
    }
    file = recording.file
    kind = recording.kind
    experts = recording.expertCount
    layerCount = recording.layerCount
    steps = recording.isStepped ? recording.steps.count : nil
    self.gpus = gpus
    layers = busy.map { LayerLoad(layer: $0, tokens: tokens[$0], gpus: gpus) }
    layersWithoutTokens = tokens.indices.filter { !busy.contains($0) }
    hottestOverMean = LoadSpread(layers.map { ($0.layer, $0.hottestOverMean) }, better: <)
    let balances = layers.compactMap { layer in layer.balance.map { (layer.layer, $0) } }
    balance = balances.isEmpty ? nil : LoadSpread(balances, better: >)
    windows = window.map { LoadDrift.windows(of: recording.steps, length: $0, gpus: gpus) } ?? []
    let routes = recording.routes.filter { $0.value.tokenCount > 0 }
    coactivation = routes.isEmpty ? nil : Coactivation(routes, gpus: gpus, pairs: pairs)
  }
}

/// The difference of the load between some steps and the steps before.
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
  /// The share expected by chance alone, if both windows were samples of one popularity.
  public let movedByChance: Double?

  /// The windows of a recording.
  /// - Parameters:
  ///   - steps: The steps, ascending.
  ///   - length: The steps of a window, at least 1; the last window may have fewer.
  ///   - gpus: EP; `nil` leaves the balance out.
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

/// The middle and the worst of a figure over layers.
public struct LoadSpread: Sendable, Equatable, Encodable {
  /// Half of the layers are below; of two in the middle the upper.
  public let median: Double
  /// The largest, or the smallest where small is bad.
  public let worst: Double
  /// The layer of the worst figure.
  public let worstLayer: Int

  /// - Parameter figures: The figure of each layer, at least one. `isLess` returns whether the first is better.
  init(_ figures: [(layer: Int, value: Double)], better isLess: (Double, Double) -> Bool) {
    let sorted = figures.sorted { isLess($0.value, $1.value) }
    median = sorted[sorted.count / 2].value
    (worstLayer, worst) = sorted[sorted.count - 1]
  }
}
