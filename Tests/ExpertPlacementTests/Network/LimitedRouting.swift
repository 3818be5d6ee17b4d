import Experts
@testable import ExpertPlacement

/// Tokens made as a node-limited router would: a token is of a topic, a topic prefers groups and experts, and a token's
/// experts lie in few groups.
enum LimitedRouting {
  static func routes(
    experts: Int, groups: Int, mostGroups: Int, perToken: Int, tokens: Int, seed: UInt64
  ) -> TokenRoutes {
    var random = SplitMix(seed: seed)
    let size = experts / groups
    let topics = (0..<5).map { _ in (0..<experts).map { _ in random.unit() } }
    let groupTaste = (0..<5).map { _ in (0..<groups).map { _ in random.unit() } }
    return TokenRoutes(
      expertCount: experts,
      tokens: (0..<tokens).map { _ in
        let topic = random.below(5)
        let taste = groupTaste[topic].map { $0 + random.unit() }
        let chosen = taste.indices.sorted { (taste[$1], $0) < (taste[$0], $1) }.prefix(mostGroups)
        let scores = topics[topic].map { $0 + random.unit() }
        let open = scores.indices.filter { chosen.contains($0 / size) }
        return Array(open.sorted { (scores[$1], $0) < (scores[$0], $1) }.prefix(perToken))
      })
  }
}
