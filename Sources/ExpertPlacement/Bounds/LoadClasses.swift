/// Loads of copies rounded down to a list of sizes, between which a value may change.
struct LoadClasses {
  /// Rising; the first is 0.
  let sizes: [Double]

  /// - Parameter loads: In any order; those that are equal count once.
  init(_ loads: [Double]) {
    var sizes = [0.0]
    for load in loads.sorted() where load > sizes[sizes.count - 1] { sizes.append(load) }
    self.sizes = sizes
  }

  var count: Int { sizes.count }

  /// The largest class that is not above the load; `nil` below 0.
  func index(of load: Double) -> Int? {
    var low = 0
    var high = sizes.count
    while low < high {
      let middle = (low + high) / 2
      if sizes[middle] <= load { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? low - 1 : nil
  }

  /// The pairs of largest classes that fit together on ranks with two slots or more, and the largest class on those with
  /// one.
  func pairs(_ index: Int, _ rank: RankClass, time: Double) -> [LoadPattern] {
    let capacity = time * rank.speed * (1 + 1e-12)
    let last = self.index(of: capacity) ?? 0
    if rank.slots < 2 { return [LoadPattern(rankClass: index, loads: [sizes[last]])] }
    var result: [LoadPattern] = []
    var partner = 0
    for first in stride(from: last, through: 0, by: -1) {
      let before = partner
      while partner + 1 < count, sizes[partner + 1] + sizes[first] <= capacity { partner += 1 }
      if partner > first { break }
      if partner == before, first < last { continue }
      result.append(LoadPattern(rankClass: index, loads: [sizes[first], sizes[partner]]))
    }
    return result
  }
}
