import Plans

/// The fewest nodes or racks of a kind that serve a demand, and what is known of one fewer.
///
/// What is served never falls with their number: fourfold steps find one that is enough, halving the least. A plan says how
/// many its workers fill, which is tried first: a number that is too large costs less than many that are too small.
public struct ClusterSizing: Sendable {
  /// What planning for a number of nodes or racks ends with.
  public enum Trial: Sendable {
    /// The demand is served.
    /// - Parameter used: Nodes or racks that the workers would fill.
    case enough(used: Int)
    case refused(Refusal)
  }

  /// Numbers above are not tried.
  public static let most = 1_024
  /// A larger number seldom makes a layout possible where so many have none; it is tried for a demand alone.
  private static let mostForLayout = 64

  /// The fewest that are enough; `nil` where no number that was tried is.
  public private(set) var least: Int?
  /// The largest number that was found not to be enough; 0 where one is.
  public private(set) var short = 0
  /// Why that number is not enough.
  public private(set) var refusal: Refusal?

  /// - Parameter trial: Plans for a number of nodes or racks.
  public init(_ trial: (Int) throws -> Trial) rethrows {
    var next = 1
    while least == nil {
      try take(next, trial)
      guard let refusal, least == nil else { break }
      guard short < (refusal.reason == .demand ? Self.most : Self.mostForLayout) else { return }
      next = 4 * short
    }
    while let enough = least, enough - short > 1 {
      try take(used.map { max(short + 1, min($0, enough - 1)) } ?? (short + enough) / 2, trial)
    }
  }

  /// What the last plan fills; `nil` where the number that it leads to was tried in vain.
  private var used: Int?

  private mutating func take(_ count: Int, _ trial: (Int) throws -> Trial) rethrows {
    switch try trial(count) {
    case .enough(let used): (least, self.used) = (count, used)
    case .refused(let refusal): (short, self.refusal, used) = (count, refusal, nil)
    }
  }
}
