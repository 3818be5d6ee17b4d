import ExpertMaps

/// A placement under change: which expert lies in which slot, and what that means for every rank.
///
/// The potential, Σ over ranks of (load / reference)^p for a large p, is close to a count of the ranks that are as hot as
/// the hottest, so that it falls along ways that keep the maximum itself where it is.
struct PlacementState<Loads: LoadVector> {
  let problem: ExpertProblem
  let popularity: [Loads]
  /// Slots of rank g: `firstSlot[g]..<firstSlot[g + 1]`.
  let firstSlot: [Int]
  let rankOfSlot: [Int]
  let inverseSpeed: [Double]

  /// The expert in each slot; −1 where it is empty.
  var expertOfSlot: [Int]
  var slotsOfExpert: [[Int]]
  /// [expert · ranks + rank].
  var holds: [Bool]
  /// Of an expert's load, at each of its copies.
  var share: [Loads]
  var loads: [Loads]
  var usedSlots = 0

  var potentials: [Double]
  var potential = 0.0
  var inverseReference = 1.0
  var doublings = 5
  // Of the move being judged; kept to save allocations.
  var touchedRanks: [Int] = []
  var touchedLoads: [Loads] = []

  init(_ problem: ExpertProblem, popularity: [Loads]) {
    self.problem = problem
    self.popularity = popularity
    var first = [0]
    for rank in problem.ranks { first.append(first[first.count - 1] + rank.slots) }
    firstSlot = first
    rankOfSlot = problem.ranks.enumerated().flatMap { [Int](repeating: $0.offset, count: $0.element.slots) }
    inverseSpeed = problem.ranks.map { 1 / $0.speed }
    expertOfSlot = [Int](repeating: -1, count: first[first.count - 1])
    slotsOfExpert = [[Int]](repeating: [], count: popularity.count)
    holds = [Bool](repeating: false, count: popularity.count * problem.ranks.count)
    share = popularity
    loads = [Loads](repeating: .zero, count: problem.ranks.count)
    potentials = [Double](repeating: 0, count: problem.ranks.count)
  }

  var rankCount: Int { loads.count }
  var slotCount: Int { expertOfSlot.count }

  /// Time of the slowest rank in the worst scenario.
  var time: Double {
    var slowest = 0.0
    for rank in loads.indices { slowest = max(slowest, rankTime(rank)) }
    return slowest
  }

  @inline(__always) func rankTime(_ rank: Int) -> Double { loads[rank].largest * inverseSpeed[rank] }

  @inline(__always) func potential(_ load: Loads, rank: Int) -> Double {
    load.power(inverseReference * inverseSpeed[rank], doublings: doublings)
  }

  @inline(__always) func isHeld(_ expert: Int, by rank: Int) -> Bool { holds[expert &* loads.count &+ rank] }

  /// Puts experts into slots as given, and works everything out anew.
  mutating func set(_ experts: [Int]) {
    expertOfSlot = experts
    slotsOfExpert = [[Int]](repeating: [], count: popularity.count)
    holds = [Bool](repeating: false, count: holds.count)
    usedSlots = 0
    for (slot, expert) in experts.enumerated() where expert >= 0 {
      slotsOfExpert[expert].append(slot)
      holds[expert * rankCount + rankOfSlot[slot]] = true
      usedSlots += 1
    }
    for expert in popularity.indices {
      share[expert] = popularity[expert].scaled(by: 1 / Double(max(1, slotsOfExpert[expert].count)))
    }
    refresh()
  }

  /// Goes to other slots where these are faster.
  mutating func keepBetter(_ other: [Int]) {
    let mine = (time: time, experts: expertOfSlot)
    set(other)
    if time > mine.time { set(mine.experts) }
  }

  /// Adds loads and potentials up again, which takes rounding errors of many moves away.
  mutating func refresh() {
    for rank in loads.indices { loads[rank] = .zero }
    for (slot, expert) in expertOfSlot.enumerated() where expert >= 0 {
      loads[rankOfSlot[slot]] = loads[rankOfSlot[slot]] + share[expert]
    }
    potential = 0
    for rank in loads.indices {
      potentials[rank] = potential(loads[rank], rank: rank)
      potential += potentials[rank]
    }
  }

  /// The experts of each rank.
  var map: ExpertMap {
    ExpertMap(
      ranks: (0..<rankCount).map { rank in
        expertOfSlot[firstSlot[rank]..<firstSlot[rank + 1]].filter { $0 >= 0 }
      })
  }

  /// The same map in slots of this state.
  func slots(of map: ExpertMap) -> [Int] {
    map.ranks.enumerated().flatMap { rank, held in
      held + [Int](repeating: -1, count: problem.ranks[rank].slots - held.count)
    }
  }
}
