/// The least and the most of something that was seen.
public struct CountRange: Sendable, Hashable, Codable {
  /// The least.
  public let least: Double
  /// The most.
  public let most: Double

  /// - Parameters: As the properties of the same names.
  public init(least: Double, most: Double) {
    self.least = least
    self.most = most
  }

  /// `nil` of nothing.
  init?(_ values: [Double]) {
    guard let least = values.min(), let most = values.max() else { return nil }
    self.init(least: least, most: most)
  }

  /// Whether a value lies inside, or beyond it by no more than a share that makes no difference.
  func contains(_ value: Double, slack: Double = 0.01) -> Bool {
    value >= least * (1 - slack) && value <= most * (1 + slack)
  }
}
