/// Items dealt out to packs: the heaviest first, each to the lightest pack that has room.
///
/// Ties go to the lower number, of items and of packs.
struct BalancedPacking {
  /// The pack of each item; −1 for items that found no room.
  let packs: [Int]

  /// - Parameters:
  ///   - weights: Of the items.
  ///   - rooms: How many items each pack takes.
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
