import Inputs

/// How much of a workload there is.
public struct Demand: Sendable, Hashable {
  /// Requests that arrive.
  public let requestsPerSecond: Double
  /// Clients with one request at a time, where the rate follows from them.
  public let concurrency: Double?

  /// Arrivals that do not wait for answers.
  /// - Parameter requestsPerSecond: Above 0.
  public init(requestsPerSecond: Double) {
    self.requestsPerSecond = requestsPerSecond
    concurrency = nil
  }

  /// Clients that each send their next request when the last is answered: c / (TTFT + (output − 1) · TPOT) requests per
  /// second (Little), with the slowest times that are accepted. Faster answers would bring more.
  /// - Parameters:
  ///   - clients: c, where it was written; faults name this place.
  ///   - outputTokens: Generated for a request.
  ///   - targets: Both are needed.
  /// - Throws: `Diagnostic` "target-missing", and for what is no number of clients.
  public init(clients: InputNode, outputTokens: Double, targets: ServiceTargets) throws {
    let count = Double(try clients.integer(atLeast: 1, atMost: 1 << 24))
    guard let first = targets.timeToFirstToken, let token = targets.timePerOutputToken else {
      let missing = [
        targets.timeToFirstToken == nil ? "ttft" : nil, targets.timePerOutputToken == nil ? "tpot" : nil,
      ].compactMap(\.self)
      throw Diagnostic(
        id: "target-missing", file: clients.file, key: clients.key, line: clients.line,
        found: "\(clients.summary) clients without \(missing.joined(separator: " and "))",
        expected: "both targets: how often clients ask follows from how long answers take",
        advice: "or give requests per second")
    }
    requestsPerSecond = count / (first.value + (outputTokens - 1) * token.value)
    concurrency = count
  }
}
