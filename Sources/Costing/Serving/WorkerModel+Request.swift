import Models
import Quantities

extension WorkerModel {
  /// A worker of a request, on the mean context of its traffic.
  init(_ request: ServingRequest, _ group: WorkerGroup, layout: StageLayout, costs: CostModel) {
    self.init(
      costs: costs, group: group, layout: layout, speculation: request.speculation,
      overlapsTwoBatches: request.overlapsTwoBatches, scheduler: request.scheduler,
      lengthVariation: Self.lengthVariation(request.traffic, recording: costs.recording))
  }

  /// Whether the experts of such workers have copies.
  static func hasCopies(_ group: WorkerGroup, of model: ModelArchitecture) -> Bool {
    group.redundantExperts > 0 || model.needsCopies(among: group.expertParallel)
  }

  /// What workers of a pool cost, whose sequences hold `context` tokens.
  /// - Throws: `Diagnostic` where the calibration does not know the hardware or the runtime.
  static func costs(
    _ request: ServingRequest, pool: Int, context: Double, hasCopies: Bool, recording: Bool
  ) throws -> CostModel {
    try CostModel(
      model: request.model, cluster: request.cluster, poolIndex: pool,
      workload: Workload(averageContext: context, cacheFormat: request.cacheFormat, source: "traffic"),
      calibration: request.calibration, runtime: request.runtime,
      imbalance: request.imbalance.replicated(hasCopies), recording: recording)
  }

  /// Contexts of sequences that are as likely at their first token as at their last: output / √12 / mean context.
  private static func lengthVariation(_ traffic: Traffic, recording: Bool) -> Explained<Scalar>? {
    guard traffic.averageContext == nil, traffic.outputTokens > 1 else { return nil }
    let output = Explained(
      "output tokens", Quantity<Scalar>(traffic.outputTokens), source: ClientLoop.source, recording: recording)
    let mean = Explained(
      "average context", Quantity<Scalar>(traffic.meanContext), source: ClientLoop.source, recording: recording)
    return (output / Explained<Scalar>(integerLiteral: 12).squareRoot() / mean).named("variation of contexts")
  }
}

extension Traffic {
  /// KV tokens that a sequence in decode holds on average.
  var meanContext: Double { averageContext ?? inputTokens + outputTokens / 2 }
}
