/// The experts of each rank. An expert with copies is on several ranks.
public struct ExpertMap: Sendable, Hashable, Codable {
  /// The experts of each rank, ascending.
  public let ranks: [[Int]]

  /// - Parameter ranks: The experts of each rank, in any order.
  public init(ranks: [[Int]]) { self.ranks = ranks.map { $0.sorted() } }

  /// The number of ranks that hold each expert.
  public func copies(of expertCount: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: expertCount)
    for expert in ranks.joined() where counts.indices.contains(expert) { counts[expert] += 1 }
    return counts
  }

  /// The load of each rank.
  /// - Parameter loads: The load of each expert, in any unit.
  /// - Returns: The load of each rank in the same unit. The tokens of an expert are split evenly between its copies.
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

extension ExpertMap {
  /// A map for experts of unknown load: blocks of neighbours, of sizes as even as possible.
  /// - Parameters:
  ///   - experts: E.
  ///   - ranks: EP, at least 1; ranks beyond E stay empty.
  public static func blocks(experts: Int, ranks: Int) -> ExpertMap {
    let blocks = (0..<ranks).map { Array($0 * experts / ranks..<($0 + 1) * experts / ranks) }
    return ExpertMap(ranks: blocks.filter { !$0.isEmpty } + blocks.filter(\.isEmpty))
  }
}

extension ExpertMap {
  /// The load of each rank where a token goes to a copy on its own rank, else to one in its own domain, else to any, as
  /// runtimes do to save traffic. Tokens originate evenly on all ranks; among equally near copies they are split
  /// evenly.
  /// - Parameters:
  ///   - loads: The load of each expert, in any unit.
  ///   - domains: The domain of each rank.
  /// - Returns: The load of each rank in the same unit.
  public func rankLoadsByLocality(_ loads: [Double], domains: [Int]) -> [Double] {
    var holders = [[Int]](repeating: [], count: loads.count)
    for (rank, held) in ranks.enumerated() {
      for expert in held { holders[expert].append(rank) }
    }
    let sizes = Dictionary(domains.map { ($0, 1.0) }, uniquingKeysWith: +)
    var result = [Double](repeating: 0, count: ranks.count)
    for (expert, copies) in holders.enumerated() where !copies.isEmpty {
      let start = loads[expert] / Double(ranks.count)
      let own = Set(copies)
      for rank in own.sorted() { result[rank] += start }
      let here = Dictionary(copies.map { (domains[$0], 1.0) }, uniquingKeysWith: +)
      let holding = Dictionary(own.map { (domains[$0], 1.0) }, uniquingKeysWith: +)
      // Ranks of domains without a copy send to all alike.
      let far = Double(ranks.count) - here.keys.sorted().reduce(0) { $0 + (sizes[$1] ?? 0) }
      for rank in copies {
        let domain = domains[rank]
        let near = (sizes[domain] ?? 0) - (holding[domain] ?? 0)
        result[rank] += start * (near / (here[domain] ?? 1) + far / Double(copies.count))
      }
    }
    return result
  }
}

extension ExpertMap {
  /// The expert in each slot, rank by rank; −1 where a slot is empty.
  /// - Parameter slots: The slots of each rank, at least as many as its experts.
  public func physicalToLogical(slots: [Int]) -> [Int] {
    zip(ranks, slots).flatMap { held, slots in held + [Int](repeating: -1, count: max(0, slots - held.count)) }
  }

  /// The inverse of `physicalToLogical(slots:)`.
  /// - Parameters:
  ///   - experts: One expert for each slot; −1 where a slot is empty.
  ///   - slots: The slots of each rank.
  public init(physicalToLogical experts: [Int], slots: [Int]) {
    var first = 0
    self.init(
      ranks: slots.map { count in
        defer { first += count }
        return experts[first..<first + count].filter { $0 >= 0 }
      })
  }
}
