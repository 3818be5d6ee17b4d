/// Tries every assignment of experts to ranks; for tiny cases only.
enum AssignmentOracle {
  /// The least load that the hottest rank can have.
  static func leastHottestLoad(_ loads: [Double], rankCount: Int, slots: Int) -> Double {
    var best = Double.infinity
    var rankLoads = [Double](repeating: 0, count: rankCount)
    var counts = [Int](repeating: 0, count: rankCount)
    func place(_ expert: Int) {
      guard expert < loads.count else {
        best = min(best, rankLoads.max() ?? 0)
        return
      }
      var triedEmpty = false
      for rank in 0..<rankCount where counts[rank] < slots && rankLoads[rank] + loads[expert] < best {
        if counts[rank] == 0 {
          if triedEmpty { continue }
          triedEmpty = true
        }
        let before = rankLoads[rank]
        rankLoads[rank] += loads[expert]
        counts[rank] += 1
        place(expert + 1)
        counts[rank] -= 1
        rankLoads[rank] = before
      }
    }
    place(0)
    return best
  }
}
