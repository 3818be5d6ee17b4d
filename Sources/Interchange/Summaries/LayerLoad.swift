import ExpertMaps

/// How the tokens of one layer spread over its experts.
public struct LayerLoad: Sendable, Equatable, Encodable {
  /// Its number in the model.
  public let layer: Int
  /// Tokens of all experts; a token counts once for each of its experts.
  public let routed: Double
  /// The expert with most tokens.
  public let hottestExpert: Int
  /// Its tokens over the mean of all experts.
  public let hottestOverMean: Double
  /// Standard deviation of the experts' tokens over their mean.
  public let variation: Double
  /// Experts without tokens.
  public let unused: Int
  /// Mean over hottest GPU with neighbouring experts on each, as runtimes place them; `nil` without a number of GPUs.
  public let balance: Double?

  /// - Parameters:
  ///   - layer: Its number.
  ///   - tokens: Of each expert, not all 0.
  ///   - gpus: EP; `nil` where nobody asked.
  init(layer: Int, tokens: [Double], gpus: Int?) {
    let sum = tokens.reduce(0, +)
    let mean = sum / Double(tokens.count)
    let hottest = tokens.indices.max { tokens[$0] < tokens[$1] } ?? 0
    self.layer = layer
    routed = sum
    hottestExpert = hottest
    hottestOverMean = tokens[hottest] / mean
    let squares = tokens.reduce(0) { $0 + ($1 / mean - 1) * ($1 / mean - 1) }
    variation = (squares / Double(tokens.count)).squareRoot()
    unused = tokens.count { $0 == 0 }
    balance = gpus.map { gpus in
      let loads = ExpertMap.blocks(experts: tokens.count, ranks: gpus).rankLoads(tokens)
      return sum / Double(gpus) / (loads.max() ?? sum)
    }
  }
}
