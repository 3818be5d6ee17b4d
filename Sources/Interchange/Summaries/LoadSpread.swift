/// The middle and the worst of a figure over layers.
public struct LoadSpread: Sendable, Equatable, Encodable {
  /// Half of the layers are below; of two in the middle the upper.
  public let median: Double
  /// The largest, or the smallest where small is bad.
  public let worst: Double
  /// Where it is.
  public let worstLayer: Int

  /// - Parameter figures: Of each layer, at least one; `isLess` says that the first is better.
  init(_ figures: [(layer: Int, value: Double)], better isLess: (Double, Double) -> Bool) {
    let sorted = figures.sorted { isLess($0.value, $1.value) }
    median = sorted[sorted.count / 2].value
    (worstLayer, worst) = sorted[sorted.count - 1]
  }
}
