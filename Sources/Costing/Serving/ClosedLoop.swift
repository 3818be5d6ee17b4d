/// Finds the operating point of a regime.
enum ClosedLoop {
  private static let iterations = 200
  private static let tolerance = 1e-7

  /// - Parameters:
  ///   - load: Clients in a closed loop, or arrivals per second.
  ///   - outputTokens: Generated after the first one.
  static func settle(_ regime: some ServingRegime, load: Traffic.Load, outputTokens: Double) -> OperatingPoint {
    var point = start(regime, load)
    // A half keeps the two that push each other from swinging; less is needed before a queue that is nearly full.
    var weight = 0.5
    var last = 0.0
    for _ in 0..<iterations {
      let next = follow(point, regime, load, outputTokens)
      let towards = next.interval / point.interval - 1
      let change = abs(towards) + abs(next.sequencesPerRank / point.sequencesPerRank - 1)
      if towards * last < 0, abs(towards) > abs(last) / 2 { weight *= 0.6 }
      last = towards
      point.interval += weight * (next.interval - point.interval)
      point.sequencesPerRank += weight * (next.sequencesPerRank - point.sequencesPerRank)
      if change < tolerance { break }
    }
    return point
  }

  private static func start(_ regime: some ServingRegime, _ load: Traffic.Load) -> OperatingPoint {
    let limit = max(1e-3, regime.residentLimit)
    switch load {
    case .concurrency(let clients):
      let sequences = min(clients / regime.decodeRanks, limit)
      return OperatingPoint(interval: 1 / clients, sequencesPerRank: sequences)
    case .requestsPerSecond(let rate):
      return OperatingPoint(interval: 1 / rate, sequencesPerRank: min(1, limit))
    case .sequencesPerRank(let sequences):
      return OperatingPoint(interval: 1, sequencesPerRank: sequences)
    case .promptTokensPerRank, .timePerOutputToken, .tokensPerSecondPerRank, .capacity:
      return OperatingPoint(interval: 1, sequencesPerRank: min(1, limit))
    }
  }

  private static func follow(
    _ point: OperatingPoint, _ regime: some ServingRegime, _ load: Traffic.Load, _ outputTokens: Double
  ) -> OperatingPoint {
    let times = regime.times(at: point)
    let decoding = outputTokens * times.timePerOutputToken.value
    let limit = max(1e-3, regime.residentLimit)
    switch load {
    case .concurrency(let clients):
      let interval = (times.timeToFirstToken.value + decoding) / clients
      return OperatingPoint(
        interval: interval, sequencesPerRank: min(limit, decoding / interval / regime.decodeRanks))
    case .requestsPerSecond(let rate):
      return OperatingPoint(
        interval: 1 / rate, sequencesPerRank: min(limit, decoding * rate / regime.decodeRanks))
    case .sequencesPerRank(let sequences):
      return OperatingPoint(
        interval: decoding / (sequences * regime.decodeRanks), sequencesPerRank: sequences)
    case .promptTokensPerRank, .timePerOutputToken, .tokensPerSecondPerRank, .capacity:
      return point
    }
  }
}
