/// The worth of GPUs that leaves replicas which nobody has seen as much room as can be.
///
/// What known replicas make of GPUs is the least that they can be worth: where GPUs are left over it says little, and very
/// many replicas make more of as many. All that has to be shown is that no replicas together make more than so much of
/// all GPUs. So every number of GPUs is worth as much as that allows, one number after the other: v is the most for N of n
/// GPUs if any k of them, and what is known to fit beside them, make T at most: v = min over k of (T - W[n - k N]) / k. (That
/// is the lifting of a knapsack's inequality. Worth stays superadditive: what is said of one replica holds for several.)
extension ReplicaWorth {
  /// Numbers of GPUs above which leftovers are small and lifting takes long.
  private static let mostLifted = 8192
  /// Half of what could be given is, at first: who comes late is left something.
  private static let sharesOfRoom = [0.5, 1]

  /// - Parameters:
  ///   - known: GPUs and output tokens per second of each kind, worth no less than that.
  ///   - gpus: n.
  ///   - most: T: output tokens per second that n GPUs are worth at the end.
  ///   - largest: The largest number of GPUs that is asked about.
  /// - Returns: `nil` where what is known makes as much.
  static func lifted(
    above known: [(gpus: Int, tokensPerSecond: Double)], gpus: Int, to most: Double, largest: Int
  ) -> ReplicaWorth? {
    guard gpus > 0 else { return nil }
    let known = known.filter { $0.gpus > 0 && $0.gpus <= gpus }
    func worth(perGPU: Double) -> ReplicaWorth {
      ReplicaWorth(known + [(gpus: 1, tokensPerSecond: perGPU)], most: gpus)
    }
    guard worth(perGPU: 0)[gpus] < most else { return nil }
    var (low, high) = (0.0, most / Double(gpus))
    for _ in 0..<30 {
      let middle = (low + high) / 2
      if worth(perGPU: middle)[gpus] <= most { low = middle } else { high = middle }
    }
    var byGPUs = worth(perGPU: low).byGPUs
    if gpus <= mostLifted {
      for share in sharesOfRoom {
        for count in 2...max(2, min(gpus, largest)) { lift(&byGPUs, count, to: most, share) }
      }
    }
    // More GPUs than are spoken of: twice the average, which is no less than any two numbers together are worth.
    for count in stride(from: gpus + 1, through: largest, by: 1) {
      byGPUs.append(2 * most * Double(count) / Double(gpus))
    }
    return ReplicaWorth(byGPUs: byGPUs)
  }

  private static func lift(_ byGPUs: inout [Double], _ count: Int, to most: Double, _ share: Double) {
    let all = byGPUs.count - 1
    guard count <= all else { return }
    var greatest = Double.infinity
    for several in 1...all / count {
      greatest = min(greatest, (most - byGPUs[all - several * count]) / Double(several))
    }
    let worth = byGPUs[count] + share * (greatest - byGPUs[count])
    guard worth > byGPUs[count] else { return }
    for total in count...all { byGPUs[total] = max(byGPUs[total], byGPUs[total - count] + worth) }
  }
}
