import Quantities

/// The slowest times that are accepted, as means over requests.
public struct ServiceTargets: Sendable, Hashable {
  /// TTFT; any where `nil`.
  public var timeToFirstToken: Seconds?
  /// TPOT; any where `nil`.
  public var timePerOutputToken: Seconds?

  /// - Parameters: As the properties of the same names.
  public init(timeToFirstToken: Seconds? = nil, timePerOutputToken: Seconds? = nil) {
    self.timeToFirstToken = timeToFirstToken
    self.timePerOutputToken = timePerOutputToken
  }
}
