/// How the experts of a layer are dealt to ranks: EP and R.
public struct ExpertDivision: Sendable, Hashable {
  /// EP.
  public let expertParallel: Int
  /// R: copies beyond one of each expert.
  public let redundantExperts: Int

  /// - Parameters:
  ///   - expertParallel: EP.
  ///   - redundantExperts: R.
  public init(expertParallel: Int, redundantExperts: Int = 0) {
    self.expertParallel = expertParallel
    self.redundantExperts = redundantExperts
  }

  /// ⌈(E + R) / EP⌉: copies that the fullest rank holds.
  public func slots(experts: Int) -> Int { (experts + redundantExperts + expertParallel - 1) / expertParallel }
}

extension ExpertDivision: Comparable {
  /// By EP, then by R.
  public static func < (left: Self, right: Self) -> Bool {
    (left.expertParallel, left.redundantExperts) < (right.expertParallel, right.redundantExperts)
  }
}
