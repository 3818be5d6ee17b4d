/// How many places a group is given where groups differ in size, as a cluster's file has groups of one size.
enum GroupSize {
  /// The largest size, unless too many places would be empty: then the size that leaves the fewest empty, and larger groups
  /// count as several.
  /// - Parameters:
  ///   - counts: Members of each group, each at least 1.
  ///   - mostEmpty: Share of the places that may be empty.
  static func of(_ counts: [Int], mostEmpty: Double) -> Int {
    guard let largest = counts.max() else { return 1 }
    let members = counts.reduce(0, +)
    // Thousands of groups have few sizes.
    let histogram = Dictionary(counts.map { ($0, 1) }, uniquingKeysWith: +)
    func places(_ size: Int) -> Int {
      histogram.reduce(0) { $0 + $1.value * ((($1.key - 1) / size + 1) * size) }
    }
    if Double(places(largest) - members) <= mostEmpty * Double(places(largest)) { return largest }
    var best = (size: 1, places: members)
    for size in stride(from: min(largest, 4_096), to: 1, by: -1) {
      let count = places(size)
      if count == members { return size }
      if Double(count - members) <= 0.02 * Double(members), best.size == 1 { best = (size, count) }
    }
    return best.size
  }
}
