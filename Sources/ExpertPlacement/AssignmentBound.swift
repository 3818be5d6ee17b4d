/// Closed lower bounds on the load of the hottest rank, where each expert lies on one rank.
enum AssignmentBound {
  /// The largest of three loads that no assignment avoids:
  /// - the mean of the ranks;
  /// - the hottest expert with the coolest ones that its rank must hold beside it, because the other ranks have no slot
  ///   left for them (E − (G − 1)·s experts in all; s where every slot is filled);
  /// - for each n, the n coolest of the (n − 1)·G + 1 hottest experts: some rank holds n of these.
  static func hottestLoad(_ loads: [Double], rankCount: Int, slots: Int) -> Double {
    guard !loads.isEmpty else { return 0 }
    let falling = loads.sorted(by: >)
    var sums = [0.0]
    for load in falling { sums.append(sums[sums.count - 1] + load) }
    let count = falling.count
    let mean = sums[count] / Double(rankCount)
    let companions = max(0, count - (rankCount - 1) * slots - 1)
    let hottestExpert = falling[0] + sums[count] - sums[count - companions]
    let crowded = (1...slots).compactMap { together -> Double? in
      let among = (together - 1) * rankCount + 1
      return among <= count ? sums[among] - sums[among - together] : nil
    }
    return max(mean, hottestExpert, crowded.max() ?? 0)
  }
}
