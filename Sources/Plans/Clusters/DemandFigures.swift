import Clusters

/// What one worker of a kind does where the cluster serves the demands and no more.
public struct WorkersAtDemand: Codable, Sendable, Equatable {
  /// Requests per second that one worker gets.
  public var requestsPerSecond: Double
  /// The load at that rate, as at capacity; absent where a table of workers gave the rates.
  public var load: Double?
  /// Its TTFT at that rate; absent where a table of workers gave the rates.
  public var timeToFirstToken: Double?
  /// Its TPOT at that rate; absent where a table of workers gave the rates.
  public var timePerOutputToken: Double?

  enum CodingKeys: String, CodingKey {
    case requestsPerSecond, load
    case timeToFirstToken = "timeToFirstToken_s"
    case timePerOutputToken = "timePerOutputToken_s"
  }

  public init(
    requestsPerSecond: Double, load: Double? = nil, timeToFirstToken: Double? = nil, timePerOutputToken: Double? = nil
  ) {
    self.requestsPerSecond = requestsPerSecond
    self.load = load
    self.timeToFirstToken = timeToFirstToken
    self.timePerOutputToken = timePerOutputToken
  }
}

/// What the users of a model get, and what they cost, where the cluster serves the demands and no more.
public struct ModelAtDemand: Codable, Sendable, Equatable {
  /// The demand over what can be served.
  public var utilisation: Double
  /// The TTFT of the slowest kind of workers; absent where it is not known at that load.
  public var timeToFirstToken: Double?
  /// The TPOT of the slowest kind of workers; absent where it is not known at that load.
  public var timePerOutputToken: Double?
  /// Dollars per million output tokens, of the GPUs that it has; absent without prices or lengths.
  public var costPerMillionTokens: Double?

  enum CodingKeys: String, CodingKey {
    case utilisation
    case timeToFirstToken = "timeToFirstToken_s"
    case timePerOutputToken = "timePerOutputToken_s"
    case costPerMillionTokens = "cost_USD_per_million_output_tokens"
  }

  /// - Parameters:
  ///   - model: With its demand.
  ///   - served: Requests per second that can be served of it.
  ///   - workers: Its own, at the demand.
  ///   - costPerHour: Of its workers.
  /// - Returns: `nil` where there is no demand, or not all of it is served.
  public init?(_ model: ServedModel, served: Double, workers: [ComposedWorkers], costPerHour: Double?) {
    guard let demand = model.requestsPerSecond, let utilisation = DemandSpread.utilisation(demand, of: served) else {
      return nil
    }
    self.utilisation = utilisation
    timeToFirstToken = workers.compactMap { $0.atDemand?.timeToFirstToken }.max()
    timePerOutputToken = workers.compactMap { $0.atDemand?.timePerOutputToken }.max()
    let tokens = demand * (model.outputTokens ?? 0) * 3600
    costPerMillionTokens = tokens > 0 ? costPerHour.map { $0 / tokens * 1e6 } : nil
  }
}

/// How the demands spread over workers: each gets of its rate the same share as others of its model that do the same.
///
/// A part of the requests that can be served stays with mixed workers; the rest goes through prefill and decode, of which
/// the one that could do more has the lower share.
public struct DemandSpread: Sendable {
  private let workers: [ComposedWorkers]
  private let models: [ServedModel]
  /// For each pool a number, the same for pools between which caches can be handed over.
  private let islands: [String: Int]

  /// - Parameters:
  ///   - workers: All kinds of a plan.
  ///   - models: With their demands.
  ///   - cluster: Has the pools.
  public init(_ workers: [ComposedWorkers], models: [ServedModel], cluster: Cluster) {
    self.workers = workers
    self.models = models
    islands = Dictionary(
      cluster.pools.enumerated().map { ($1.name, cluster.interconnect == nil ? $0 : 0) }, uniquingKeysWith: { $1 })
  }

  /// Requests per second that one worker of a kind gets; `nil` where its model has no demand, or not all of it is served.
  public func requestsPerSecond(_ index: Int) -> Double? {
    let kind = workers[index]
    let mates = workers.filter { $0.model == kind.model }
    let served = Set(mates.compactMap { islands[$0.pool] }).sorted().reduce(0) { sum, island in
      let own = sides(mates, island)
      return sum + own.mixed + min(own.prefill, own.decode)
    }
    guard let demand = models.first(where: { $0.name == kind.model })?.requestsPerSecond,
      let utilisation = Self.utilisation(demand, of: served), let island = islands[kind.pool]
    else { return nil }
    let own = sides(mates, island)
    let handed = min(own.prefill, own.decode)
    switch kind.role {
    case .mixed: return utilisation * kind.requestsPerSecond
    case .prefill: return own.prefill > 0 ? utilisation * handed / own.prefill * kind.requestsPerSecond : nil
    case .decode: return own.decode > 0 ? utilisation * handed / own.decode * kind.requestsPerSecond : nil
    }
  }

  /// The demand over what can be served; `nil` where that is less.
  static func utilisation(_ demand: Double, of served: Double) -> Double? {
    guard demand > 0, demand <= served * (1 + 1e-6) else { return nil }
    return min(1, demand / served)
  }

  private func sides(_ mates: [ComposedWorkers], _ island: Int) -> (prefill: Double, decode: Double, mixed: Double) {
    func rate(_ role: WorkerRole) -> Double {
      mates.filter { $0.role == role && islands[$0.pool] == island }
        .reduce(0) { $0 + Double($1.count) * $1.requestsPerSecond }
    }
    return (rate(.prefill), rate(.decode), rate(.mixed))
  }
}
