/// Residuals as a function of parameters.
public protocol FittingProblem: Sendable {
  /// What is missed, each in units of its noise: ln(predicted / measured) / noise. Called from several threads at once.
  /// - Parameter values: In the parameters' units and order.
  /// - Returns: Always as many and in the same order; a value that is not finite refuses the parameters.
  func residuals(at values: [Double]) throws -> [Double]

  /// Which run each residual is of, in the order of the residuals; empty where each has its own.
  var origins: [ResidualOrigin] { get }
}

extension FittingProblem {
  /// Each residual has its own run.
  public var origins: [ResidualOrigin] { [] }
}

/// The run that a residual is of, and the configuration whose runs share their errors.
public struct ResidualOrigin: Sendable, Hashable {
  /// Index of the run.
  public let run: Int
  /// Index of the configuration: its runs are not independent.
  public let group: Int

  public init(run: Int, group: Int) {
    self.run = run
    self.group = group
  }
}

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

/// How a fit is made. The defaults are what `layline calibrate` uses.
public struct FitOptions: Sendable, Hashable {
  /// What a residual costs.
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
