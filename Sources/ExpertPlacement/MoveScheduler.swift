import Experts

/// Orders the moves from one map to another so that no expert is ever without a copy.
///
/// A move goes into an empty slot, or over a copy that is no expert's last. Where no move can, each rank waits for an
/// expert that the next one holds the last copy of, and so on round a ring: one expert of the ring is then sent into
/// a staging buffer, and the ring comes loose. Staged experts never need a second transfer, so the moves are as many as
/// the copies that are new on their rank.
struct MoveScheduler {
  private let slots: [Int]
  private let next: [Set<Int>]
  private let domains: [Int]
  private var held: [[Int]]
  private var staged: [Int?]
  /// The ranks that hold each expert, including staged copies; a rank appears twice where it holds two.
  private var holders: [[Int]]
  /// For each rank, the experts that it does not hold yet.
  private var awaited: [[Int]]
  /// For each rank, the copies that it will drop.
  private var leaving: [[Int]]
  private var sent: [Int]
  private var steps: [MoveStep] = []

  /// - Parameters:
  ///   - current: The map before; every expert is held.
  ///   - next: The map after, without a fault in the problem.
  ///   - problem: Whose ranks these are.
  static func schedule(from current: ExpertMap, to next: ExpertMap, in problem: ExpertProblem) -> MoveSchedule {
    var scheduler = MoveScheduler(current, next, problem)
    scheduler.run()
    return MoveSchedule(steps: scheduler.steps)
  }

  private init(_ current: ExpertMap, _ next: ExpertMap, _ problem: ExpertProblem) {
    slots = problem.ranks.map(\.slots)
    domains = problem.ranks.map(\.domain)
    self.next = next.ranks.map(Set.init)
    held = current.ranks
    staged = [Int?](repeating: nil, count: held.count)
    holders = [[Int]](repeating: [], count: problem.expertCount)
    for (rank, experts) in held.enumerated() { for expert in experts { holders[expert].append(rank) } }
    awaited = zip(next.ranks, current.ranks).map { next, current in next.filter { !current.contains($0) } }
    leaving = held.indices.map { rank in
      let held = current.ranks[rank]
      return held.indices.filter { !next.ranks[rank].contains(held[$0]) || ($0 > 0 && held[$0 - 1] == held[$0]) }
        .map { held[$0] }
    }
    sent = [Int](repeating: 0, count: held.count)
  }

  private mutating func run() {
    while true {
      var hasMoved = false
      for rank in held.indices { hasMoved = fill(rank) || hasMoved }
      if hasMoved { continue }
      guard let ring = ringMember(), stage(ring) else { break }
    }
    for rank in held.indices {
      for expert in leaving[rank] { steps.append(.drop(rank: rank, expert: expert)) }
    }
  }

  /// Sends a rank its awaited experts, as far as its slots allow.
  private mutating func fill(_ rank: Int) -> Bool {
    var hasMoved = false
    if let expert = staged[rank], let landing = landing(on: rank) {
      staged[rank] = nil
      steps.append(.settle(rank: rank, expert: expert, landing: landing))
      land(expert, on: rank, landing)
      hasMoved = true
    }
    while let expert = awaited[rank].first, let landing = landing(on: rank) {
      awaited[rank].removeFirst()
      send(expert, to: rank, landing)
      land(expert, on: rank, landing)
      hasMoved = true
    }
    return hasMoved
  }

  private func landing(on rank: Int) -> MoveLanding? {
    if held[rank].count < slots[rank] { return .free }
    let safe = leaving[rank].filter { holders[$0].count > 1 }
    // A copy whose expert stays elsewhere is never needed to free another.
    let best = safe.first { expert in holders[expert].contains { $0 != rank && next[$0].contains(expert) } }
    return (best ?? safe.first).map { .overwriting(expert: $0) }
  }

  private mutating func land(_ expert: Int, on rank: Int, _ landing: MoveLanding) {
    if case .overwriting(let old) = landing {
      held[rank].remove(old)
      leaving[rank].remove(old)
      holders[old].remove(rank)
    }
    held[rank].append(expert)
  }

  /// Sends from the holder in the same domain, otherwise any, that has sent the fewest experts.
  private mutating func send(_ expert: Int, to rank: Int, _ landing: MoveLanding) {
    func cost(_ source: Int) -> (Int, Int, Int) { (domains[source] == domains[rank] ? 0 : 1, sent[source], source) }
    guard let source = holders[expert].min(by: { cost($0) < cost($1) }) else { return }
    sent[source] += 1
    holders[expert].append(rank)
    steps.append(.transfer(ExpertMove(expert: expert, source: source, destination: rank, landing: landing)))
  }

  /// The rank whose next awaited expert is staged. A rank with a staged expert goes first, so that at most one other
  /// expert is staged at a time.
  private func ringMember() -> Int? {
    if let rank = staged.firstIndex(where: { $0 != nil }) { return rank }
    guard var rank = awaited.firstIndex(where: { !$0.isEmpty }) else { return nil }
    var seen: Set<Int> = []
    while seen.insert(rank).inserted {
      guard let waiting = waiting(for: rank) else { return nil }
      rank = waiting.rank
    }
    return rank
  }

  /// The rank that waits for the last copy of an expert that `rank` is to drop. There is one, since the next map holds
  /// every expert.
  private func waiting(for rank: Int) -> (rank: Int, expert: Int)? {
    guard let expert = leaving[rank].first else { return nil }
    return awaited.firstIndex { $0.contains(expert) }.map { (rank: $0, expert: expert) }
  }

  /// Sends a last copy of a rank into the staging buffer of one that waits for it.
  private mutating func stage(_ rank: Int) -> Bool {
    guard let waiting = waiting(for: rank), staged[waiting.rank] == nil else { return false }
    awaited[waiting.rank].remove(waiting.expert)
    send(waiting.expert, to: waiting.rank, .staging)
    staged[waiting.rank] = waiting.expert
    return fill(rank)
  }
}

extension [Int] {
  /// Takes the first element of that value out.
  fileprivate mutating func remove(_ value: Int) {
    if let index = firstIndex(of: value) { remove(at: index) }
  }
}
