import Experts

/// All maps of a small problem.
enum MapOracle {
  /// The least time of any map with at least so many copies that up to that many moves reach, for each number of moves.
  static func leastTimes(from current: ExpertMap, in problem: ExpertProblem, copies: Int) -> [Double] {
    let choices = problem.ranks.map { rank in
      (0..<(1 << problem.expertCount)).map { bits in (0..<problem.expertCount).filter { bits >> $0 & 1 == 1 } }
        .filter { $0.count <= rank.slots }
    }
    var least = [Double](repeating: .infinity, count: problem.slotCount + 1)
    var ranks: [[Int]] = []
    func extend() {
      guard ranks.count < choices.count else {
        let map = ExpertMap(ranks: ranks)
        guard map.ranks.joined().count >= copies, map.fault(in: problem) == nil else { return }
        let moves = map.moves(from: current)
        least[moves] = min(least[moves], map.time(of: problem))
        return
      }
      for choice in choices[ranks.count] {
        ranks.append(choice)
        extend()
        ranks.removeLast()
      }
    }
    extend()
    for moves in least.indices.dropFirst() { least[moves] = min(least[moves], least[moves - 1]) }
    return least
  }
}
