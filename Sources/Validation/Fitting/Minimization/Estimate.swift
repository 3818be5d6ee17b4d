/// What the runs say of one parameter.
public struct Estimate: Sendable, Hashable {
  /// Which.
  public let parameter: FittedParameter
  /// In its unit; the prior where the runs do not inform it.
  public let value: Double
  /// One standard error in its unit; `nil` where it was not fitted or stands at a bound.
  ///
  /// The larger of the posterior's width and of the spread between configurations (a sandwich over groups), because
  /// runs of one configuration share their errors.
  public let standardError: Double?
  /// Posterior over prior width in the transformed space: 1 says that the runs told nothing new.
  public let narrowing: Double
  /// Runs whose residuals the parameter moves noticeably.
  public let informingRuns: Int
  /// Whether enough runs inform it; else it stayed at the prior.
  public let isInformed: Bool
  /// Whether a bound holds it: the runs ask for more than is allowed.
  public let isAtBound: Bool
}
