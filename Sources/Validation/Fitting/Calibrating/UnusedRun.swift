/// A measured run that took no part in the fit.
public struct UnusedRun: Sendable, Hashable, Codable {
  /// As its file names it.
  public let id: String
  /// Why.
  public let reason: String
}
