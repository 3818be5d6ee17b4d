/// How the experts of a layer are dealt to ranks: EP and R.
public struct ExpertDivision: Sendable, Hashable {
  /// EP.
  public let expertParallel: Int
  /// R: copies beyond one of each expert.
  public let redundantExperts: Int
  /// Layers that have fewer; `nil` where there are none.
  public let spared: SparedLayers?

  /// - Parameters:
  ///   - expertParallel: EP.
  ///   - redundantExperts: R.
  ///   - spared: Layers that have fewer.
  public init(expertParallel: Int, redundantExperts: Int = 0, spared: SparedLayers? = nil) {
    self.expertParallel = expertParallel
    self.redundantExperts = redundantExperts
    self.spared = spared
  }

  /// The same for a layer that is one of the spared, or for one that is not.
  public func ofLayer(isSpared: Bool) -> ExpertDivision {
    ExpertDivision(
      expertParallel: expertParallel,
      redundantExperts: isSpared ? spared?.redundantExperts ?? redundantExperts : redundantExperts)
  }

  /// ⌈(E + R) / EP⌉: copies that the fullest rank holds.
  public func slots(experts: Int) -> Int { (experts + redundantExperts + expertParallel - 1) / expertParallel }
}

extension ExpertDivision: Comparable {
  /// By EP, then by R, then by the layers that have fewer.
  public static func < (left: Self, right: Self) -> Bool {
    let ahead = (left.expertParallel, left.redundantExperts, left.spared == nil ? 0 : 1)
    let behind = (right.expertParallel, right.redundantExperts, right.spared == nil ? 0 : 1)
    guard ahead == behind, let first = left.spared, let second = right.spared else { return ahead < behind }
    return first < second
  }
}
