import Quantities

/// Waiting of requests before their prefill.
enum Queueing {
  /// The utilisation up to which the steady queue is believed; above it a closed loop's own limit holds.
  static let highestUtilisation = 0.95

  /// Share of its time that a server works: service time / interval of requests, at most 0.95.
  static func utilisation(_ service: Explained<Time>, interval: Explained<Time>) -> Explained<Scalar> {
    Explained.minimum([service / interval, Explained(floatLiteral: highestUtilisation)]).named("prefill utilisation")
  }

  /// t · ρ / (2 (1 − ρ)): the mean wait before a server with constant service time t (Pollaczek and Khinchine).
  static func wait(_ service: Explained<Time>, utilisation: Explained<Scalar>) -> Explained<Time> {
    (service * (utilisation / (2 * (1 - utilisation)))).named("wait for prefill")
  }
}
