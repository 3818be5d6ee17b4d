/// Errors of one quantity with the figures before and after a fit.
public struct QuantityErrors: Sendable, Hashable, Codable {
  /// Which.
  public let quantity: MeasuredQuantity
  /// With the figures that the fit started from.
  public let before: RunErrors
  /// With the fitted figures, on the runs that they were fitted on: too kind.
  public let inSample: RunErrors?
  /// With figures that were fitted without the run and its configuration; `nil` where there was nothing to leave out.
  public let unseen: RunErrors?
}
