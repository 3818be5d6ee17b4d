import ExpertMaps

/// Exchanges the places of ranks that are alike, so that a map needs as few moves as possible from another; its time and
/// its faults stay what they were.
///
/// Ranks are alike where slots and speed are. Where copies must survive a loss, or groups lie in one domain, ranks keep to
/// their failure domain or domain, and domains of the same ranks change places as a whole.
struct RankRelabelling {
  private let problem: ExpertProblem
  private let current: ExpertMap
  /// Ranks that may change places freely if they are alike.
  private let blocks: [[Int]]
  private let mayMoveBlocks: Bool

  /// - Parameters:
  ///   - problem: Whose ranks are exchanged.
  ///   - current: The map to stay close to, with as many ranks as the problem.
  init(_ problem: ExpertProblem, current: ExpertMap) {
    self.problem = problem
    self.current = current
    let needsDomain = problem.wholeGroups > 1
    let needsFailure = problem.survivesLoss
    let keys = problem.ranks.map { [needsDomain ? $0.domain : 0, needsFailure ? $0.failureDomain : 0] }
    let byKey = Dictionary(grouping: problem.ranks.indices) { keys[$0] }
    blocks = byKey.values.sorted { $0[0] < $1[0] }
    // Where domains and failure domains cut each other, a block cannot move without the others of its domain.
    mayMoveBlocks =
      Set(keys.map { $0[0] }).count == (needsDomain ? blocks.count : 1)
      && Set(keys.map { $0[1] }).count == (needsFailure ? blocks.count : 1)
  }

  /// The same map with ranks in other places.
  func closest(_ map: ExpertMap) -> ExpertMap {
    let kept = keptCopies(map)
    var places = [Int](repeating: 0, count: map.ranks.count)
    for shape in Dictionary(grouping: blocks, by: shape).values.sorted(by: { $0[0][0] < $1[0][0] }) {
      let groups = mayMoveBlocks ? [shape] : shape.map { [$0] }
      for group in groups { place(group, kept, &places) }
    }
    var ranks = [[Int]](repeating: [], count: map.ranks.count)
    for (rank, place) in places.enumerated() { ranks[place] = map.ranks[rank] }
    return ExpertMap(ranks: ranks)
  }

  private func shape(_ block: [Int]) -> [[Double]] { kinds(block).map { [Double($0.slots), $0.speed] } }

  private func kinds(_ block: [Int]) -> [(slots: Int, speed: Double, rank: Int)] {
    block.map { (slots: problem.ranks[$0].slots, speed: problem.ranks[$0].speed, rank: $0) }.sorted { $0 < $1 }
  }

  /// Blocks of one shape find the places of others, and their ranks places within.
  private func place(_ group: [[Int]], _ kept: [[Int]], _ places: inout [Int]) {
    guard group.count > 1 else {
      for (rank, place) in within(group[0], group[0], kept) { places[rank] = place }
      return
    }
    let pairs = group.map { block in group.map { within(block, $0, kept) } }
    let costs = pairs.map { $0.map { -$0.reduce(0) { $0 + kept[$1.rank][$1.place] } } }
    for (block, other) in CheapestAssignment(costs).columns.enumerated() {
      for (rank, place) in pairs[block][other] { places[rank] = place }
    }
  }

  private func within(_ block: [Int], _ other: [Int], _ kept: [[Int]]) -> [(rank: Int, place: Int)] {
    let ranks = kinds(block)
    let places = kinds(other)
    // Both are sorted alike, so ranks of a kind stand at the same positions.
    let byKind = Dictionary(grouping: ranks.indices) { [Double(ranks[$0].slots), ranks[$0].speed] }
    return byKind.values.sorted { $0[0] < $1[0] }.flatMap { same in
      let costs = same.map { row in same.map { -kept[ranks[row].rank][places[$0].rank] } }
      return CheapestAssignment(costs).columns.enumerated().map {
        (rank: ranks[same[$0.offset]].rank, place: places[same[$0.element]].rank)
      }
    }
  }

  /// [rank][place]: copies that stay where they are.
  private func keptCopies(_ map: ExpertMap) -> [[Int]] {
    var holders = [[Int]](repeating: [], count: problem.expertCount)
    for (rank, held) in current.ranks.enumerated() {
      for expert in Set(held) { holders[expert].append(rank) }
    }
    return map.ranks.map { held in
      var kept = [Int](repeating: 0, count: current.ranks.count)
      for expert in held { for rank in holders[expert] { kept[rank] += 1 } }
      return kept
    }
  }
}
