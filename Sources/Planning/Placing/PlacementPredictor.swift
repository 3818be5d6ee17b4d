import Clusters
import Costing
import Formats
import Models
import Plans

/// Predicts the step of decode that a placement of experts leads to, beside that of the runtimes' greedy.
public struct PlacementPredictor: Sendable {
  private let model: ModelArchitecture
  private let cluster: Cluster
  private let calibration: Calibration
  private let references:
    (model: PlanInputs.Reference, cluster: PlanInputs.Reference, calibration: PlanInputs.Reference)
  private let context: Int
  private let sequencesPerGPU: Double?

  /// - Parameters:
  ///   - model: Whose experts are placed.
  ///   - cluster: Where; its only pool.
  ///   - calibration: Efficiencies and overheads.
  ///   - references: What they were read from.
  ///   - context: KV tokens that a sequence holds.
  ///   - sequencesPerGPU: In decode on each GPU; `nil` is as many as the HBM holds.
  /// - Throws: `Diagnostic` where the cluster has several pools.
  public init(
    model: ModelArchitecture, cluster: Cluster, calibration: Calibration,
    references: (model: PlanInputs.Reference, cluster: PlanInputs.Reference, calibration: PlanInputs.Reference),
    context: Int, sequencesPerGPU: Double?
  ) throws {
    guard cluster.pools.count == 1 else {
      throw Diagnostic(
        id: .missingPool, file: "--cluster", found: "\(cluster.pools.count) pools", expected: "a cluster of one pool")
    }
    self.model = model
    self.cluster = cluster
    self.calibration = calibration
    self.references = references
    self.context = context
    self.sequencesPerGPU = sequencesPerGPU
  }

  /// Looks whether the model fits, before any work is done.
  /// - Throws: `Diagnostic` "prediction-impossible" where it does not.
  public func check(_ target: PlacementTarget) throws {
    let request = request(target, balances: [])
    let parts = DeploymentPart.all(request)
    if let refusal = try GPUCheck(parts: parts, pool: cluster.pools[0]).refusal()
      ?? MemoryCheck(request: request, part: parts[0]).refusal()
    {
      throw Diagnostic(
        id: .predictionImpossible, file: "--cluster", found: "that \(refusal.sentence)",
        expected: "\(target.gpus) GPUs that hold the model")
    }
  }

  /// - Throws: `Diagnostic` where the cluster's domains do not share the GPUs evenly.
  public func prediction(of document: ExpertPlacementDocument) throws -> PlacementPrediction {
    let own = try prediction(document.target, document.layers.map(\.worstBalance))
    let greedy = try prediction(document.target, document.layers.map(\.greedy.balance))
    return PlacementPrediction(
      model: references.model, cluster: references.cluster, calibration: references.calibration, context: context,
      sequencesPerGPU: own.sequencesPerRank, stepTime: own.timePerOutputToken?.value ?? 0,
      greedyStepTime: greedy.timePerOutputToken?.value ?? 0)
  }

  /// What the experts of some layers cost by unit, in the step that is predicted, and the groups that their router limits
  /// tokens to.
  /// - Parameter routes: Of the model's layers.
  /// - Throws: `Diagnostic` where routes are of another model, or domains larger than the cluster's.
  public func network(_ routes: RecordedRoutes, on target: PlacementTarget) throws -> NetworkRequest {
    let pool = cluster.pools[0]
    guard target.gpusPerDomain <= pool.gpusPerDomain else {
      throw Diagnostic(
        id: .placementImpossible, file: "--gpus-per-domain", found: "\(target.gpusPerDomain)",
        expected: "at most \(pool.gpusPerDomain), as \(references.cluster.reference) has them")
    }
    let layout = StageLayout(
      domains: target.gpus / target.gpusPerDomain, gpusPerDomain: target.gpusPerDomain, tensorParallel: 1,
      expertTensorParallel: 1, redundantExperts: target.redundant)
    let costs = try CostModel(
      model: model, cluster: cluster, poolIndex: 0, workload: Workload(context: context), calibration: calibration,
      imbalance: ExpertImbalance(byDivision: [layout.expertParallelism: 1], file: "--routes", isPlaced: true))
    let sequences = try sequencesPerGPU ?? prediction(target, []).sequencesPerRank
    var units: [Int: ExpertUnitCosts] = [:]
    var groups: [Int: Int] = [:]
    for layer in routes.layers.keys.sorted() {
      let mixture = try mixture(layer, of: routes)
      units[layer] = costs.expertUnits(
        kind: costs.kindOfLayer[layer], layout: layout, sequencesPerRank: sequences)
      if mixture.expertGroups > 1 { groups[layer] = mixture.expertGroups }
    }
    return NetworkRequest(routes: routes, pricing: .units(units), groups: groups)
  }

  private func mixture(_ layer: Int, of routes: RecordedRoutes) throws -> MixtureOfExperts {
    let mixture = layer < model.layers.count ? model.layers[layer].kind.feedForward.mixture : nil
    let count = routes.layers[layer]?.expertCount ?? 0
    guard let mixture, mixture.expertCount == count else {
      throw Diagnostic(
        id: .routesDiffer, file: routes.recordings[0].reference.reference, key: "layer \(layer)",
        found: "routes to \(count) experts",
        expected: "\(mixture.map { "\($0.expertCount)" } ?? "no") experts, as in \(references.model.reference)")
    }
    return mixture
  }

  private func prediction(_ target: PlacementTarget, _ balances: [Double]) throws -> ServingPrediction {
    try ServingModel(request(target, balances: balances)).prediction(recorder: .off)
  }

  /// Decode alone, attention data-parallel and experts expert-parallel over the same GPUs. An imbalance is that of the
  /// hottest GPU over the mean, averaged over layers.
  private func request(_ target: PlacementTarget, balances: [Double]) -> ServingRequest {
    let gpus = target.gpus
    let imbalance = balances.isEmpty ? 1 : balances.reduce(0) { $0 + 1 / $1 } / Double(balances.count)
    return ServingRequest(
      model: model, cluster: cluster,
      deployment: .decodeOnly(
        WorkerGroup(dataParallel: gpus, expertParallel: gpus, redundantExperts: target.redundant)),
      traffic: Traffic(
        inputTokens: Double(context), outputTokens: 1, averageContext: Double(context),
        load: sequencesPerGPU.map { .sequencesPerRank($0) } ?? .capacity),
      calibration: calibration,
      imbalance: ExpertImbalance(
        byDivision: [ExpertParallelism(expertParallel: gpus): imbalance], file: "expert load", isPlaced: true))
  }
}
