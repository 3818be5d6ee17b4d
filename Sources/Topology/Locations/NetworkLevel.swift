/// A level at which two GPUs of a pool meet; a lower one is nearer.
public enum NetworkLevel: Sendable, Hashable, Comparable {
  /// Inside a scale-up domain.
  case scaleUp
  /// In a switch group of the tier of this index in `Pool.tiers`.
  case tier(Int)

  /// Scale-up is below every tier; tiers are in their order.
  public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .scaleUp: -1
    case .tier(let index): index
    }
  }
}
