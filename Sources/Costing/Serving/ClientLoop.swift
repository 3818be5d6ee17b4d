import Quantities

/// The clients of a closed loop: a crowd that starts together and then comes back in waves.
struct ClientLoop: Sendable {
  /// c: clients, each with one request at a time.
  let clients: Explained<Scalar>
  /// Share of all requests that a wave of c is; 0 in a loop that runs for ever.
  private let waveShare: Explained<Scalar>

  /// - Returns: `nil` for traffic that is no closed loop.
  init?(_ traffic: Traffic, recording: Bool) {
    guard case .concurrency(let count) = traffic.load else { return nil }
    let source = Self.source
    let clients = Explained("concurrency", Quantity<Scalar>(count), source: source, recording: recording)
    self.clients = clients
    waveShare =
      traffic.requests.map { requests in
        let all = Explained("requests of the run", Quantity<Scalar>(requests), source: source, recording: recording)
        return Explained.minimum([1, clients / all])
      } ?? 0
  }

  /// Mean position in the queue of the crowd at the start, over all requests of the run: half of a wave's share.
  var startShare: Explained<Scalar> { waveShare / 2 }
  /// Share of the requests that find the loop settled.
  var settledShare: Explained<Scalar> { 1 - waveShare }

  /// A figure that follows from the traffic alone, as a leaf.
  static func figure(_ name: @autoclosure () -> String, _ value: Double, recording: Bool) -> Explained<Scalar> {
    Explained(name(), Quantity<Scalar>(value), source: source, recording: recording)
  }

  static let source = DerivationSource(file: "workload", key: "traffic")
}
