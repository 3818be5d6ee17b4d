extension ExpertMap {
  /// Experts of which nothing is known: blocks of neighbours, their sizes as even as possible.
  /// - Parameters:
  ///   - experts: E.
  ///   - ranks: EP, at least 1; ranks beyond E stay empty.
  public static func blocks(experts: Int, ranks: Int) -> ExpertMap {
    let blocks = (0..<ranks).map { Array($0 * experts / ranks..<($0 + 1) * experts / ranks) }
    return ExpertMap(ranks: blocks.filter { !$0.isEmpty } + blocks.filter(\.isEmpty))
  }
}
