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
