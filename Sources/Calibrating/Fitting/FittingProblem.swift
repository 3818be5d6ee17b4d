/// Residuals as a function of parameters.
public protocol FittingProblem: Sendable {
  /// The residuals in units of their noise: ln(predicted / measured) / noise. Called from several threads at once.
  /// - Parameter values: The values of the parameters, in their units and order.
  /// - Returns: The residuals, always in the same number and order. A value that is not finite rejects the parameters.
  func residuals(at values: [Double]) throws -> [Double]

  /// The same, where residuals at other values are known: those that the change leaves as they are need not be worked out
  /// again. The answer is the same to the last bit.
  func residuals(at values: [Double], knowing known: KnownResiduals) throws -> [Double]

  /// The run of each residual, in the order of the residuals; empty where each has its own.
  var origins: [ResidualOrigin] { get }
}

/// Residuals that were worked out before.
public struct KnownResiduals: Sendable {
  /// The values of the parameters.
  public let values: [Double]
  /// The residuals there.
  public let residuals: [Double]
}

extension FittingProblem {
  /// Everything is worked out.
  public func residuals(at values: [Double], knowing known: KnownResiduals) throws -> [Double] {
    try residuals(at: values)
  }

  /// Empty: each residual has its own run.
  public var origins: [ResidualOrigin] { [] }
}

/// The run that a residual is of, and the configuration whose runs share their errors.
public struct ResidualOrigin: Sendable, Hashable {
  /// Index of the run.
  public let run: Int
  /// Index of the configuration: its runs are not independent.
  public let group: Int
}

/// The estimate of one parameter.
public struct Estimate: Sendable, Hashable {
  public let parameter: FittedParameter
  /// The value in its unit; the prior where the runs do not inform it.
  public let value: Double
  /// The standard error in its unit; `nil` where the parameter was not fitted or is at a bound.
  ///
  /// The larger of the posterior's width and of the spread between configurations (a sandwich over groups), because
  /// runs of one configuration share their errors.
  public let standardError: Double?
  /// The width of the posterior divided by that of the prior in the transformed space; 1 where the runs add no
  /// information.
  public let narrowing: Double
  /// Runs whose residuals the parameter moves noticeably.
  public let informingRuns: Int
  /// Whether enough runs inform it; else it stayed at the prior.
  public let isInformed: Bool
  /// Whether a bound holds it: the runs ask for more than is allowed.
  public let isAtBound: Bool
}

/// The parameters that measured runs ask for.
public struct Fit: Sendable, Hashable {
  /// The reason why the fit ended.
  public enum Status: String, Sendable, Hashable, Codable {
    /// No step lowers the cost any more.
    case converged
    /// The steps ran out; the values are the best so far.
    case iterationLimit
    /// No parameter is informed by the runs: all are as before.
    case nothingToFit
  }

  /// The estimates, in the order of the parameters.
  public let estimates: [Estimate]
  /// The objective F before the fit: the robust losses of the residuals; that of the priors is 0.
  public let costBefore: Double
  /// F after: robust losses and half of the squared distances from the priors.
  public let cost: Double
  /// Steps from new derivatives.
  public let iterations: Int
  /// The reason why it ended.
  public let status: Status

  /// The values, in the parameters' units and order.
  public var values: [Double] { estimates.map(\.value) }
  /// The number of parameters that the runs inform.
  public var informedCount: Int { estimates.count { $0.isInformed } }
}

/// The options of a fit. The defaults are those of `layline calibrate`.
public struct FitOptions: Sendable, Hashable {
  /// The loss of a residual.
  public var loss = RobustLoss.softL1(knee: 1)
  /// Most steps that are tried from new derivatives.
  public var iterations = 60
  /// A step that lowers the cost by less than this share of it is the last.
  public var tolerance = 1e-5
  /// A run informs a parameter if a prior's width of it moves a residual by this much of its noise.
  public var sensitivity = 0.05
  /// A parameter that fewer runs inform stays as it is.
  public var fewestRuns = 5
  /// Whether derivatives are taken on all cores; the result is the same.
  public var isConcurrent = true

  /// The defaults.
  public init() {}
}
