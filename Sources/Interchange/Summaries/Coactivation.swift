import ExpertMaps

/// What routes say beyond loads: which experts are chosen together, and how many GPUs a token reaches.
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
  ///   - routes: By layer; at least one with tokens.
  ///   - gpus: EP; `nil` where nobody asked.
  ///   - count: Of pairs to list.
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
