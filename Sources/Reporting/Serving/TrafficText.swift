import Costing
import Quantities

/// What a deployment is asked to serve, in a few words.
struct TrafficText: CustomStringConvertible {
  private let traffic: Traffic

  init(_ traffic: Traffic) { self.traffic = traffic }

  /// "8,192 in, 1,024 out, 64 clients".
  var description: String { "\(shape), \(load)" }

  /// "8,192 in, 1,024 out", without how much of it there is.
  var shape: String {
    let lengths = "\(count(traffic.inputTokens)) in, \(count(traffic.outputTokens)) out"
    let cached =
      traffic.prefixCacheHitRate > 0
      ? ["\(Numerals.percent(traffic.prefixCacheHitRate)) of prompts cached"] : []
    return ([lengths] + cached).joined(separator: ", ")
  }

  private var load: String {
    switch traffic.load {
    case .concurrency(let clients):
      "\(count(clients)) client\(clients == 1 ? "" : "s")"
        + (traffic.requests.map { ", \(count($0)) requests" } ?? "")
    case .requestsPerSecond(let rate): "\(Numerals.significant(rate)) requests/s"
    default: "a batch that is kept"
    }
  }

  private func count(_ value: Double) -> String { Numerals.grouped(rounding: value) }
}
