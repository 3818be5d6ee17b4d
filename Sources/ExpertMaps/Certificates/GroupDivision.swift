/// The division of groups between alike domains under which the slowest domain is fastest.
public struct GroupDivision: Sendable {
  /// Groups of each domain, as bits.
  public let domains: [Int]
  /// Time of the slowest domain.
  public let time: Double

  /// - Parameters:
  ///   - groups: How many; at most 16.
  ///   - domains: Between which they are divided evenly.
  ///   - time: Of a domain that holds the groups whose bits are set.
  public init(groups: Int, domains: Int, time: (Int) -> Double) {
    let size = groups / domains
    let all = (1 << groups) - 1
    var times: [Int: Double] = [:]
    var best: [Int: (time: Double, first: Int)] = [0: (0, 0)]
    /// The best division of what is left; its first domain takes the lowest group, as domains are alike.
    func divide(_ left: Int) -> Double {
      if let known = best[left] { return known.time }
      var found = (time: Double.infinity, first: left)
      Self.forEachSubset(of: left, size: size) { subset in
        let own = times[subset] ?? time(subset)
        times[subset] = own
        guard own < found.time else { return }
        let total = max(own, divide(left & ~subset))
        if total < found.time { found = (total, subset) }
      }
      best[left] = found
      return found.time
    }
    self.time = divide(all)
    var left = all
    var result: [Int] = []
    while left != 0, let step = best[left] {
      result.append(step.first)
      left &= ~step.first
    }
    self.domains = result
  }

  /// Subsets of a size that hold the lowest bit.
  private static func forEachSubset(of set: Int, size: Int, _ body: (Int) -> Void) {
    let bits = (0..<Int.bitWidth - 1).filter { set >> $0 & 1 == 1 }
    func choose(_ from: Int, _ left: Int, _ chosen: Int) {
      if left == 0 { return body(chosen) }
      guard bits.count - from >= left else { return }
      choose(from + 1, left - 1, chosen | 1 << bits[from])
      choose(from + 1, left, chosen)
    }
    guard let lowest = bits.first else { return }
    choose(1, size - 1, 1 << lowest)
  }
}
