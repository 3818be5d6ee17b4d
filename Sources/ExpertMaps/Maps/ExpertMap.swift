/// Which experts each rank holds; an expert with copies stands on several ranks.
public struct ExpertMap: Sendable, Hashable, Codable {
  /// The experts of each rank, ascending.
  public let ranks: [[Int]]

  /// - Parameter ranks: The experts of each rank, in any order.
  public init(ranks: [[Int]]) { self.ranks = ranks.map { $0.sorted() } }

  /// For each expert how many ranks hold it.
  public func copies(of expertCount: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: expertCount)
    for expert in ranks.joined() where counts.indices.contains(expert) { counts[expert] += 1 }
    return counts
  }

  /// What each rank has to do.
  /// - Parameter loads: Of each expert, in any unit.
  /// - Returns: Load of each rank in the same unit; the tokens of an expert are split evenly between its copies.
  public func rankLoads(_ loads: [Double]) -> [Double] {
    let copies = copies(of: loads.count)
    return ranks.map { $0.reduce(0) { $0 + loads[$1] / Double(copies[$1]) } }
  }

  /// Time of the slowest rank in one scenario; 1 where all ranks are equally busy.
  public func time(of problem: ExpertProblem, scenario: Int) -> Double {
    zip(rankLoads(problem.popularity[scenario]), problem.ranks).reduce(0) { max($0, $1.0 / $1.1.speed) }
  }

  /// T: time of the slowest rank in the worst scenario.
  public func time(of problem: ExpertProblem) -> Double {
    problem.popularity.indices.reduce(0) { max($0, time(of: problem, scenario: $1)) }
  }
}
