import ExpertMaps

/// Ranks that differ in nothing that a bound looks at.
struct RankClass {
  let slots: Int
  let speed: Double
  let count: Int

  /// The classes of a problem, those with most slots first.
  static func classes(of problem: ExpertProblem) -> [RankClass] {
    var counts: [(rank: ExpertRank, count: Int)] = []
    for rank in problem.ranks {
      if let index = counts.firstIndex(where: { $0.rank.slots == rank.slots && $0.rank.speed == rank.speed }) {
        counts[index].count += 1
      } else {
        counts.append((rank, 1))
      }
    }
    return counts.map { RankClass(slots: $0.rank.slots, speed: $0.rank.speed, count: $0.count) }
      .sorted { ($0.slots, $0.speed) > ($1.slots, $1.speed) }
  }
}
