import Costing
import Inputs
import Models
import Plans
import Topology

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
        id: "pool-missing", file: "--cluster", found: "\(cluster.pools.count) pools", expected: "a cluster of one pool")
    }
    self.model = model
    self.cluster = cluster
    self.calibration = calibration
    self.references = references
    self.context = context
    self.sequencesPerGPU = sequencesPerGPU
  }

  /// - Throws: `Diagnostic` where the deployment does not fit the cluster.
  public func prediction(of document: ExpertPlacementDocument) throws -> PlacementPrediction {
    let gpus = document.target.gpus
    let placed = request(document, imbalance: document.layers.map { 1 / $0.worstBalance })
    let parts = DeploymentPart.all(placed)
    if let refusal = try GPUCheck(parts, pool: cluster.pools[0]).refusal() ?? MemoryCheck(placed, parts[0]).refusal() {
      throw Diagnostic(
        id: "prediction-impossible", file: "--cluster", found: refusal.sentence,
        expected: "\(gpus) GPUs that hold the model")
    }
    let own = try ServingModel(placed).prediction(recording: false)
    let greedy = try ServingModel(request(document, imbalance: document.layers.map { 1 / $0.greedy.balance }))
      .prediction(recording: false)
    return PlacementPrediction(
      model: references.model, cluster: references.cluster, calibration: references.calibration, context: context,
      sequencesPerGPU: own.sequencesPerRank, stepTime: own.timePerOutputToken?.value ?? 0,
      greedyStepTime: greedy.timePerOutputToken?.value ?? 0)
  }

  /// Decode alone, attention data-parallel and experts expert-parallel over the same GPUs.
  private func request(_ document: ExpertPlacementDocument, imbalance: [Double]) -> ServingRequest {
    let gpus = document.target.gpus
    let mean = imbalance.reduce(0, +) / Double(max(1, imbalance.count))
    let group = WorkerGroup(
      dataParallel: gpus, expertParallel: gpus, redundantExperts: document.target.redundant)
    return ServingRequest(
      model: model, cluster: cluster, deployment: .decodeOnly(group),
      traffic: Traffic(
        inputTokens: Double(context), outputTokens: 1, averageContext: Double(context),
        load: sequencesPerGPU.map { .sequencesPerRank($0) } ?? .capacity),
      calibration: calibration,
      imbalance: ExpertImbalance(
        byExpertParallel: [gpus: mean], file: document.inputs.expertLoad[0].reference))
  }
}
