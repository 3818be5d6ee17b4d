/// Coactivation in routes: the experts chosen together, and the number of GPUs that a token reaches.
public struct Coactivation: Sendable, Equatable, Encodable {
  /// Recorded tokens, those of each layer counted for themselves.
  public let tokens: Int
  /// k, mean of the tokens.
  public let expertsPerToken: Double
  /// GPUs that hold experts of a token, with neighbouring experts on each; mean of the tokens. `nil` without GPUs.
  public let gpusPerToken: Double?
  /// The pairs of most tokens, in all layers.
  public let pairs: [ExpertPair]

  /// - Parameters:
  ///   - routes: The routes by layer, at least one with tokens.
  ///   - gpus: EP; `nil` leaves the GPUs out.
  ///   - count: The number of pairs to list.
  init(_ routes: [Int: TokenRoutes], gpus: Int?, pairs count: Int) {
    let layers = routes.sorted { $0.key < $1.key }
    let total = layers.reduce(0) { $0 + $1.value.tokenCount }
    tokens = total
    expertsPerToken = Double(layers.reduce(0) { $0 + $1.value.experts.count }) / Double(total)
    gpusPerToken = gpus.map { gpus in
      Double(layers.reduce(0) { $0 + Self.reached($1.value, gpus: gpus) }) / Double(total)
    }
    let best = layers.flatMap { Self.pairs($0.value, layer: $0.key, count: count) }
    pairs = Array(best.sorted(by: Self.comesFirst).prefix(count))
  }

  /// GPUs of each token, added up.
  private static func reached(_ routes: TokenRoutes, gpus: Int) -> Int {
    let map = ExpertMap.blocks(experts: routes.expertCount, ranks: gpus)
    var gpu = [Int](repeating: 0, count: routes.expertCount)
    for (number, experts) in map.ranks.enumerated() { for expert in experts { gpu[expert] = number } }
    var lastToken = [Int](repeating: -1, count: gpus)
    var sum = 0
    for token in 0..<routes.tokenCount {
      for expert in routes.experts(of: token) where lastToken[gpu[Int(expert)]] != token {
        lastToken[gpu[Int(expert)]] = token
        sum += 1
      }
    }
    return sum
  }

  private static func pairs(_ routes: TokenRoutes, layer: Int, count: Int) -> [ExpertPair] {
    let experts = routes.expertCount
    var together = [Int32](repeating: 0, count: experts * experts)
    for token in 0..<routes.tokenCount {
      let chosen = routes.experts(of: token)
      for first in chosen {
        for second in chosen where first < second { together[Int(first) * experts + Int(second)] += 1 }
      }
    }
    let (loads, total) = (routes.loads, Double(routes.tokenCount))
    let all = together.indices.filter { together[$0] > 0 }
      .sorted { (together[$1], $0) < (together[$0], $1) }
    return all.prefix(count).map { index in
      let (first, second) = (index / experts, index % experts)
      return ExpertPair(
        layer: layer, experts: [first, second], tokens: Int(together[index]),
        lift: Double(together[index]) * total / (loads[first] * loads[second]))
    }
  }

  private static func comesFirst(_ pair: ExpertPair, _ other: ExpertPair) -> Bool {
    (other.tokens, pair.layer, pair.experts[0], pair.experts[1])
      < (pair.tokens, other.layer, other.experts[0], other.experts[1])
  }
}

/// Two experts of a layer that tokens go to together.
public struct ExpertPair: Sendable, Equatable, Encodable {
  /// The layer of the model.
  public let layer: Int
  /// The lower number first.
  public let experts: [Int]
  /// Tokens that went to both.
  public let tokens: Int
  /// The tokens that chose both, divided by those expected if both were chosen independently.
  public let lift: Double
}

/// The distribution of one layer's tokens over its experts.
public struct LayerLoad: Sendable, Equatable, Encodable {
  /// The index of the layer in the model.
  public let layer: Int
  /// Tokens of all experts; a token counts once for each of its experts.
  public let routed: Double
  /// The expert with most tokens.
  public let hottestExpert: Int
  /// The tokens of the hottest expert divided by the mean of all experts.
  public let hottestOverMean: Double
  /// Standard deviation of the experts' tokens over their mean.
  public let variation: Double
  /// Experts without tokens.
  public let unused: Int
  /// Mean over hottest GPU with neighbouring experts on each, as runtimes place them; `nil` without a number of GPUs.
  public let balance: Double?

  /// - Parameters:
  ///   - layer: The index of the layer in the model.
  ///   - tokens: The tokens of each expert, not all 0.
  ///   - gpus: EP; `nil` leaves the balance out.
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
