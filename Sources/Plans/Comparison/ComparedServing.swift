/// A layout that does prefill as well, with as many clients as it has sequences in flight.
public struct ComparedServing: Codable, Sendable, Equatable {
  /// Clients that each send their next request when the last is answered.
  public var clients: Int
  /// Mean TTFT.
  public var timeToFirstToken: Double
  /// Mean TPOT, prefill of others included.
  public var timePerOutputToken: Double
  /// Share of its time that prefill works.
  public var prefillUtilisation: Double

  enum CodingKeys: String, CodingKey {
    case clients
    case timeToFirstToken = "timeToFirstToken_s"
    case timePerOutputToken = "timePerOutputToken_s"
    case prefillUtilisation
  }

  /// - Parameters: As the properties of the same names.
  public init(clients: Int, timeToFirstToken: Double, timePerOutputToken: Double, prefillUtilisation: Double) {
    self.clients = clients
    self.timeToFirstToken = timeToFirstToken
    self.timePerOutputToken = timePerOutputToken
    self.prefillUtilisation = prefillUtilisation
  }
}
