/// A calibration that was fitted to measured runs, and how far to trust it.
public struct CalibrationFit: Sendable {
  /// The name of the fitted calibration.
  public let name: String
  /// The calibration that the fit started from: its figures are the priors.
  public let source: String
  /// The measured files, in the order given.
  public let files: [String]
  /// Runs that the figures were fitted on.
  public let runs: Int
  /// Runs that could not be read or predicted: they count as misses in every error.
  public let unused: [UnusedRun]
  /// Values, standard errors and the end of the minimizer; only parameters of `parameters`.
  public let fit: Fit
  /// Figures that might have been fitted and stay as they were.
  public let unfitted: [UnfittedFigure]
  /// By quantity.
  public let errors: [QuantityErrors]
  /// Folds of the cross-validation; fewer than asked for where there are fewer configurations, 0 where there is one.
  public let folds: Int
  /// What was left out besides: "family", "model".
  public let leftOutKind: String?
  /// By group.
  public let leftOut: [LeftOutGroup]
  /// What the runs cover.
  public let range: FittedRange
  /// The fitted calibration.
  public let document: CalibrationDocument

  /// A fitted figure as the document writes it, in the parameter's unit: rounded to what it is worth.
  public func written(_ estimate: Estimate) throws -> Double {
    try document.value(at: estimate.parameter.key, in: estimate.parameter.unit)
  }

  /// Quantities that runs which were not seen are predicted worse of than before: the fit does not carry over.
  public var worsened: [MeasuredQuantity] {
    errors.filter { ($0.unseen?.mean ?? 0) > $0.before.mean }.map(\.quantity)
  }
}
