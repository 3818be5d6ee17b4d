/// How a calibration is fitted and judged.
public struct CalibratorOptions: Sendable {
  /// Folds of the cross-validation.
  public var folds = 5
  /// Groups to leave out besides; `nil` for none.
  public var leaveOut: LeaveOut?
  /// What may be fitted.
  public var parameters = FittableParameters.all
  /// How it is fitted.
  public var fit = FitOptions()

  /// The defaults.
  public init() {}
}
