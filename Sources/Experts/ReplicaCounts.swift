/// The number of copies of each expert that minimises the largest share: each redundant copy goes to the expert with
/// the largest load per copy. Optimal for min over r of max over e of w_e / r_e, since any other choice gives some
/// expert fewer copies than its largest share allows.
public struct ReplicaCounts: Sendable {
  /// The number of copies of each expert, at least 1 and at most one for each rank.
  public let counts: [Int]
  /// max over e of w_e / r_e: no placement is faster than this on ranks of speed 1.
  public let largestShare: Double

  /// - Parameters:
  ///   - loads: The load of each expert, the largest over scenarios.
  ///   - copies: The number of copies of all experts together.
  ///   - most: The largest number of copies of one expert.
  public init(loads: [Double], copies: Int, most: Int) {
    var counts = [Int](repeating: 1, count: loads.count)
    var heap = ShareHeap(loads)
    for _ in 0..<max(0, copies - loads.count) {
      guard let top = heap.top, counts[top.expert] < most else { break }
      counts[top.expert] += 1
      heap.replaceTop(share: loads[top.expert] / Double(counts[top.expert]))
    }
    self.counts = counts
    largestShare = heap.top?.share ?? 0
  }
}

/// The expert with the largest share on top; ties go to the lower number.
private struct ShareHeap {
  typealias Entry = (share: Double, expert: Int)
  private var entries: [Entry]

  init(_ loads: [Double]) {
    entries = loads.enumerated().map { (share: $0.element, expert: $0.offset) }
    // Falling order is a heap.
    entries.sort { Self.isAbove($0, $1) }
  }

  var top: Entry? { entries.first }

  mutating func replaceTop(share: Double) {
    entries[0].share = share
    var index = 0
    while true {
      let children = [2 * index + 1, 2 * index + 2].filter { $0 < entries.count }
      guard let child = children.min(by: { Self.isAbove(entries[$0], entries[$1]) }),
        Self.isAbove(entries[child], entries[index])
      else { return }
      entries.swapAt(index, child)
      index = child
    }
  }

  private static func isAbove(_ left: Entry, _ right: Entry) -> Bool {
    (right.share, left.expert) < (left.share, right.expert)
  }
}

/// A rank of an expert-parallel group: one GPU, or several that share experts by tensor parallelism.
public struct ExpertRank: Sendable, Hashable {
  /// Copies of experts that it can hold.
  public var slots: Int
  /// Tokens that it works through in a time, against its nominal peers: 0.5 for a straggler that takes twice as long.
  public var speed: Double
  /// The scale-up domain of the rank.
  public var domain: Int
  /// The node or rack that fails as a whole.
  public var failureDomain: Int

  public init(slots: Int, speed: Double = 1, domain: Int = 0, failureDomain: Int = 0) {
    self.slots = slots
    self.speed = speed
    self.domain = domain
    self.failureDomain = failureDomain
  }
}
