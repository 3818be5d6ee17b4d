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

  /// - Parameters: As the properties of the same names.
  public init(run: Int, group: Int) {
    self.run = run
    self.group = group
  }
}
