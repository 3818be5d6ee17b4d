/// How tensor parallelism divides a tensor over its ranks.
public enum Sharding: Sendable, Hashable {
  /// Every rank holds all of it: norms, routers, MLA's down-projections.
  case replicated
  /// Divided evenly: query heads, feed-forward width, vocabulary.
  case divided
  /// Divided until each rank has one of so many parts, then copied: key and value heads.
  case dividedUpTo(Int)

  /// Into how many different shards `degree` ranks divide the tensor.
  public func shards(tensorParallel degree: Int) -> Int {
    switch self {
    case .replicated: 1
    case .divided: degree
    case .dividedUpTo(let parts): min(parts, degree)
    }
  }
}
