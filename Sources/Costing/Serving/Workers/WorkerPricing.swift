/// Single workers of one model on one pool under one traffic. What every worker shares is worked out once.
public struct WorkerPricing: Sendable {
  private let request: ServingRequest
  /// On the mean context, without and with copies of experts.
  private let costs: [CostModel]
  /// On the longest contexts of prefill and of decode, for what fits.
  private let longest: (prompt: CostModel, sequence: CostModel)

  /// - Parameter request: Its deployment does not matter, and of its traffic only the shape does. `poolIndex` is the pool.
  /// - Throws: `Diagnostic` where the calibration does not know the hardware or the runtime.
  public init(_ request: ServingRequest) throws {
    var request = request
    // Any open loop: no wave of clients.
    request.traffic.load = .requestsPerSecond(1)
    self.request = request
    let traffic = request.traffic
    func costs(_ context: Double, hasCopies: Bool = false) throws -> CostModel {
      try WorkerModel.costs(
        request, pool: request.poolIndex, context: context, hasCopies: hasCopies, recording: false)
    }
    self.costs = [
      try costs(traffic.meanContext), try costs(traffic.meanContext, hasCopies: true),
    ]
    longest = try (costs(traffic.inputTokens), costs(traffic.inputTokens + traffic.outputTokens))
  }

  /// A worker for prefill; `nil` where its degrees do not divide.
  /// - Parameter handover: Seconds that its caches take to decode.
  public func prefill(_ group: WorkerGroup, handover: Double) -> (some LoadedWorker)? {
    worker(group).map { worker in
      PrefillWorker(
        PrefillHalf(worker, traffic: request.traffic), handover: handover,
        longestThatFit: limit(worker, longest.prompt))
    }
  }

  /// A worker for decode; `nil` where its degrees do not divide.
  public func decode(_ group: WorkerGroup) -> (some LoadedWorker)? {
    worker(group).map { DecodeWorker($0, traffic: request.traffic, fits: limit($0, longest.sequence) >= 1) }
  }

  /// A worker for both; `nil` where its degrees do not divide.
  public func mixed(_ group: WorkerGroup) -> (some LoadedWorker)? {
    worker(group).map { MixedWorker($0, traffic: request.traffic, fits: limit($0, longest.sequence) >= 1) }
  }

  /// Seconds from the end of prefill to a place in the batch of a decode worker of this pool; `nil` where its degrees do not
  /// divide.
  /// - Parameter source: The pool that does prefill.
  public func handover(from source: WorkerPricing, to group: WorkerGroup) -> Double? {
    worker(group).map { CacheHandover.time(from: source.costs[0], to: $0).value }
  }

  private func worker(_ group: WorkerGroup) -> WorkerModel? {
    let costs = costs[WorkerModel.hasCopies(group, of: request.model) ? 1 : 0]
    return WorkerModel.stageLayout(group, gpusPerDomain: costs.pool.gpusPerDomain).map {
      WorkerModel(request, group, layout: $0, costs: costs)
    }
  }

  /// Sequences of another length that fit.
  private func limit(_ worker: WorkerModel, _ costs: CostModel) -> Double {
    WorkerModel(request, worker.group, layout: worker.layout, costs: costs).residentLimit
  }
}
