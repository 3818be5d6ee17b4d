import ExpertMaps

/// A placement under change that remembers where experts lie now, and how many it has moved.
struct MoveLimitedState<Loads: LoadVector> {
  private(set) var state: PlacementState<Loads>
  /// [expert · ranks + rank]: whether the rank holds the expert now.
  private let isHome: [Bool]
  /// Ranks that hold each expert now.
  let homes: [[Int]]
  /// Experts that each rank holds now.
  let residents: [[Int]]
  /// Domain of each group of experts, where groups are to stay whole.
  private let groupDomains: [Int]
  /// Copies on ranks that do not hold their expert now.
  private(set) var moved = 0

  init(_ problem: ExpertProblem, popularity: [Loads], current: ExpertMap) {
    state = PlacementState(problem, popularity: popularity)
    var isHome = [Bool](repeating: false, count: problem.expertCount * problem.ranks.count)
    var homes = [[Int]](repeating: [], count: problem.expertCount)
    var groupDomains = [Int](repeating: 0, count: problem.wholeGroups)
    for (rank, held) in current.ranks.enumerated() {
      for expert in Set(held) {
        isHome[expert * problem.ranks.count + rank] = true
        homes[expert].append(rank)
        groupDomains[expert * problem.wholeGroups / problem.expertCount] = problem.ranks[rank].domain
      }
    }
    self.isHome = isHome
    self.homes = homes
    residents = current.ranks.map { Set($0).sorted() }
    self.groupDomains = groupDomains
  }

  @inline(__always) func isForeign(_ expert: Int, on rank: Int) -> Bool {
    !isHome[expert &* state.rankCount &+ rank]
  }

  @inline(__always) private func foreign(_ expert: Int, _ rank: Int) -> Int { isForeign(expert, on: rank) ? 1 : 0 }

  /// Puts experts into slots as given.
  mutating func set(_ experts: [Int]) {
    state.set(experts)
    moved = experts.indices.reduce(0) { sum, slot in
      experts[slot] < 0 ? sum : sum + foreign(experts[slot], state.rankOfSlot[slot])
    }
  }

  mutating func prepare(doublings: Int, reference: Double) {
    state.doublings = doublings
    state.inverseReference = 1 / reference
    state.refresh()
  }

  /// Exchanges what lies in two slots, if that takes no move beyond `cap`, and the potential with `penalty` for each move
  /// rises by no more than `limit`.
  mutating func exchange(_ slot: Int, _ other: Int, _ rule: MoveRule) -> Bool {
    let expert = state.expertOfSlot[slot]
    let otherExpert = state.expertOfSlot[other]
    let rank = state.rankOfSlot[slot]
    let otherRank = state.rankOfSlot[other]
    guard expert >= 0, mayMeet(rank, otherRank) else { return false }
    var change = foreign(expert, otherRank) - foreign(expert, rank)
    if otherExpert >= 0 { change += foreign(otherExpert, rank) - foreign(otherExpert, otherRank) }
    guard change <= 0 || moved + change <= rule.cap else { return false }
    guard state.exchange(slot, other, limit: rule.limit - rule.penalty * Double(change)) else { return false }
    moved += change
    return true
  }

  /// Puts one more copy of an expert into a slot, over one that is not its expert's last; rules as for exchanges.
  mutating func replace(_ slot: Int, with added: Int, _ rule: MoveRule) -> Bool {
    let rank = state.rankOfSlot[slot]
    let dropped = state.expertOfSlot[slot]
    guard mayHold(added, rank) else { return false }
    let change = foreign(added, rank) - (dropped >= 0 ? foreign(dropped, rank) : 0)
    guard change <= 0 || moved + change <= rule.cap else { return false }
    guard state.replace(slot, with: added, limit: rule.limit - rule.penalty * Double(change)) else { return false }
    moved += change
    return true
  }

  /// Takes back a step that has just been made.
  /// - Parameter before: What lay in the slots before.
  mutating func undo(_ step: FrontierStep, to before: [Int]) {
    let free = MoveRule(cap: .max, penalty: 0, limit: .infinity)
    let isUndone =
      switch step {
      case .exchange(let slot, let other): before[other] >= 0 && exchange(slot, other, free)
      case .replace(let slot, _): before[slot] >= 0 && replace(slot, with: before[slot], free)
      }
    // What has no way back, such as filling an empty slot, is set anew.
    if !isUndone { set(before) }
  }

  private func mayMeet(_ rank: Int, _ other: Int) -> Bool {
    state.problem.wholeGroups == 1 || state.problem.ranks[rank].domain == state.problem.ranks[other].domain
  }

  private func mayHold(_ expert: Int, _ rank: Int) -> Bool {
    let groups = state.problem.wholeGroups
    return groups == 1 || groupDomains[expert * groups / state.problem.expertCount] == state.problem.ranks[rank].domain
  }
}
