import Experts

/// EPLB, the greedy of serving runtimes, from its published description (DeepSeek, 2025): redundant copies go one by
/// one to the expert with the largest load per copy; then the copies, the largest share first, each go to the least
/// loaded GPU with a free slot. The hierarchical form first packs whole groups of experts into domains and then does
/// the same in each.
///
/// It considers one load, equal GPUs and no failure domains, and may put two copies of an expert on one GPU.
public struct GreedyPlacer {
  private let loads: [Double]
  private let copies: Int
  private let groups: Int
  /// The ranks of each domain.
  private let domains: [[Int]]
  private let slots: [Int]

  /// - Parameters:
  ///   - loads: The tokens of each expert, summed over the recording.
  ///   - ranks: The ranks, of which slots and domains are used. The published algorithm requires equally many slots
  ///     everywhere; here a GPU is full when its own slots are.
  ///   - redundant: The copies beyond the first of each expert; those without a slot are dropped.
  ///   - groups: The number of groups of neighbouring experts that stay in one domain. It must divide evenly between
  ///     domains, like the redundant copies. 1 is the global form.
  public init(loads: [Double], ranks: [ExpertRank], redundant: Int, groups: Int = 1) {
    self.loads = loads
    self.groups = groups
    slots = ranks.map(\.slots)
    copies = min(loads.count + redundant, slots.reduce(0, +))
    let all = Array(ranks.indices)
    domains =
      groups == 1
      ? [all] : Set(ranks.map(\.domain)).sorted().map { domain in all.filter { ranks[$0].domain == domain } }
  }

  /// The experts of each GPU. An expert with two copies on one GPU appears twice, each copy with its share of the load.
  public func place() -> ExpertMap {
    var ranks = [[Int]](repeating: [], count: slots.count)
    for (domain, experts) in expertsByDomain.enumerated() {
      let held = replicated(experts, copies: copies / domains.count)
      let packing = BalancedPacking(held.map(\.share), rooms: domains[domain].map { slots[$0] })
      for (copy, pack) in zip(held, packing.packs) where pack >= 0 { ranks[domains[domain][pack]].append(copy.expert) }
    }
    return ExpertMap(ranks: ranks)
  }

  /// Whole groups, the busiest first, to the least busy domain that takes another.
  private var expertsByDomain: [[Int]] {
    let size = loads.count / groups
    let members = (0..<groups).map { group in Array(group * size..<(group + 1) * size) }
    let packing = BalancedPacking(
      members.map { $0.reduce(0) { $0 + loads[$1] } },
      rooms: [Int](repeating: groups / domains.count, count: domains.count))
    return domains.indices.map { domain in
      members.indices.filter { packing.packs[$0] == domain }.flatMap { members[$0] }
    }
  }

  /// The copies of some experts with their shares, in the order in which they were made.
  private func replicated(_ experts: [Int], copies: Int) -> [(expert: Int, share: Double)] {
    var counts = [Int](repeating: 1, count: experts.count)
    var held = Array(experts.indices)
    while held.count < copies {
      let hottest = experts.indices.max { left, right in
        (loads[experts[left]] / Double(counts[left]), right) < (loads[experts[right]] / Double(counts[right]), left)
      }
      guard let hottest else { break }
      counts[hottest] += 1
      held.append(hottest)
    }
    return held.map { (experts[$0], loads[experts[$0]] / Double(counts[$0])) }
  }
}

/// Items dealt out to packs: the heaviest first, each to the lightest pack that has room.
///
/// Ties go to the lower number, of items and of packs.
private struct BalancedPacking {
  /// The pack of each item; −1 for items that found no room.
  let packs: [Int]

  /// - Parameters:
  ///   - weights: The weights of the items.
  ///   - rooms: The number of items of each pack.
  init(_ weights: [Double], rooms: [Int]) {
    var packs = [Int](repeating: -1, count: weights.count)
    var filled = [Int](repeating: 0, count: rooms.count)
    var sums = [Double](repeating: 0, count: rooms.count)
    for item in weights.indices.sorted(by: { (weights[$1], $0) < (weights[$0], $1) }) {
      let open = rooms.indices.filter { filled[$0] < rooms[$0] }
      guard let lightest = open.min(by: { (sums[$0], $0) < (sums[$1], $1) }) else { break }
      packs[item] = lightest
      filled[lightest] += 1
      sums[lightest] += weights[item]
    }
    self.packs = packs
  }
}
