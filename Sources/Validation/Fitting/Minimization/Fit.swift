/// The parameters that measured runs ask for.
public struct Fit: Sendable, Hashable {
  /// Why it ended.
  public enum Status: String, Sendable, Hashable, Codable {
    /// No step lowers the cost any more.
    case converged
    /// The steps ran out; the values are the best so far.
    case iterationLimit
    /// No parameter is informed by the runs: all are as before.
    case nothingToFit
  }

  /// One for each parameter, in their order.
  public let estimates: [Estimate]
  /// F before: robust losses of the residuals, and nothing for the priors.
  public let costBefore: Double
  /// F after: robust losses and half of the squared distances from the priors.
  public let cost: Double
  /// Steps from new derivatives.
  public let iterations: Int
  /// Why it ended.
  public let status: Status

  /// The values, in the parameters' units and order.
  public var values: [Double] { estimates.map(\.value) }
  /// How many parameters the runs inform.
  public var informedCount: Int { estimates.count { $0.isInformed } }
}
