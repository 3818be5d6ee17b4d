/// A figure that might have been fitted and was not.
public struct UnfittedFigure: Sendable, Hashable, Codable {
  /// Its key in the calibration.
  public let key: String
  /// Why.
  public let reason: String
}
