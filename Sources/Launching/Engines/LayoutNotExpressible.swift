/// A layout that an engine cannot run in any form.
public struct LayoutNotExpressible: Error, Codable, Sendable, Equatable {
  /// The engine with its version.
  public let engine: String
  /// The worker.
  public let worker: String
  /// What stands against it, for people.
  public let reasons: [String]

  /// - Parameters: As the properties of the same names.
  public init(engine: String, worker: String, reasons: [String]) {
    self.engine = engine
    self.worker = worker
    self.reasons = reasons
  }
}
