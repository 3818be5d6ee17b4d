import Inputs

/// What a recording says, layer by layer.
public struct LoadSummary: Sendable, Equatable, Encodable {
  /// Weights of all experts of a layer together: shares of less are no numbers.
  static let leastSum = 1e-6

  /// The file or folder; of several, their names.
  public let file: String
  /// What recorded it.
  public let kind: LoadKind
  /// E.
  public let experts: Int
  /// Layers with a row.
  public let layerCount: Int
  /// Steps that were recorded, where the recording tells them apart.
  public let steps: Int?
  /// EP of `balance`; `nil` where nobody asked.
  public let gpus: Int?
  /// The layers with tokens.
  public let layers: [LayerLoad]
  /// Layers without tokens: dense ones.
  public let layersWithoutTokens: [Int]
  /// Hottest expert over mean.
  public let hottestOverMean: LoadSpread
  /// Mean over hottest GPU; `nil` without a number of GPUs.
  public let balance: LoadSpread?
  /// By window of steps; empty where nobody asked.
  public let windows: [LoadDrift]
  /// `nil` where only counts were recorded.
  public let coactivation: Coactivation?

  /// - Parameters:
  ///   - recording: What was read.
  ///   - gpus: EP of the balance; `nil` leaves it out.
  ///   - window: Steps of a window; `nil` leaves windows out.
  ///   - pairs: Of experts to list, where routes are known.
  /// - Throws: `Diagnostic` "experts-without-tokens" where nothing was counted, or "out-of-range" for next to nothing.
  public init(_ recording: LoadRecording, gpus: Int?, window: Int? = nil, pairs: Int = 0) throws {
    let tokens = recording.tokens
    let busy = tokens.indices.filter { tokens[$0].contains { $0 > 0 } }
    guard !busy.isEmpty else {
      throw Diagnostic(
        id: "experts-without-tokens", file: recording.file, found: "no tokens in any layer",
        expected: "tokens in the layers that have experts")
    }
    if let layer = busy.first(where: { tokens[$0].reduce(0, +) < Self.leastSum }) {
      throw Diagnostic(
        id: "out-of-range", file: recording.file, found: "less than \(Self.leastSum) tokens in layer \(layer)",
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
