/// Why no placement is faster.
public indirect enum BalanceProof: Sendable, Equatable {
  /// All ranks together have that much to do: T ≥ 1.
  case mean
  /// min over r of max over e of w_e / r_e: however the copies are dealt out, one of them has that much to do.
  case largestShare
  /// Where each expert has one copy: the k hottest share k ranks with as many others as find no slot elsewhere, or two of
  /// them are on one; or some rank holds n of the (n − 1)·G + 1 hottest.
  case crowding
  /// Prices under which the ranks cannot hold what the experts cost; see `PatternPrices` and `PriceTree`.
  case prices(PriceTree)
  /// Every division of the groups is as slow; see `GroupBounds`.
  case groups(GroupBounds)
}
