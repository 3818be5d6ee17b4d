/// Where a figure was read.
public struct FigureSource: Sendable, Hashable {
  /// Document and place, or what an assumption rests on.
  public let text: String
  /// `false` where the figure was recalled or assumed, not read.
  public let isVerified: Bool

  /// - Parameters:
  ///   - text: Document and place.
  ///   - isVerified: `false` where the figure was recalled or assumed, not read.
  public init(_ text: String, isVerified: Bool = true) {
    self.text = text
    self.isVerified = isVerified
  }
}
