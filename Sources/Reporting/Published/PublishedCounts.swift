import Validation

/// How many published figures are met.
public struct PublishedCounts: Encodable, Sendable, Hashable {
  /// Predicted inside the tolerance.
  public let inside: Int
  /// Predicted outside of it, or impossible to predict.
  public let outside: Int
  /// Nobody predicted them.
  public let notPredicted: Int

  /// - Parameter results: The results to count.
  public init(_ results: [PublishedResult]) {
    inside = results.count { $0.isInside == true }
    outside = results.count { $0.isInside == false }
    notPredicted = results.count { $0.isInside == nil }
  }
}
