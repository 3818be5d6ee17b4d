import Costing
import ExpertMaps
import Inputs
import Interchange
import Models
import Plans
import Topology

extension Deployment {
  /// What a plan of replicas starts.
  /// - Parameters:
  ///   - plan: Whose placement lists every rank.
  ///   - model: That it was made for.
  ///   - cluster: That it was made for.
  ///   - expertLoad: That experts were placed by.
  ///   - checkpoint: Where an engine finds the weights; `nil` for the model's name on the hub.
  /// - Throws: `Diagnostic` "plan-changed" where the placement does not fit the layout or the cluster.
  public init(_ plan: Plan, model: ModelArchitecture, cluster: Cluster, expertLoad: ExpertLoad?, checkpoint: String?)
    throws
  {
    let layout = plan.layout
    guard let pool = cluster.pools.first(where: { $0.name == layout.pool }), layout.replicas > 0,
      plan.placement.gpus.count == layout.replicas * layout.gpusPerReplica,
      plan.placement.gpus.allSatisfy({ (0..<pool.gpuCount).contains($0.gpu) })
    else {
      throw Diagnostic(
        id: "plan-changed", file: plan.inputs.cluster.reference, found: "a placement that does not fit the layout",
        expected: "a plan as layline plan wrote it", advice: "layline verify says what does not hold")
    }
    let launched = LaunchedModel(
      model, checkpoint: checkpoint, weightFormat: plan.inputs.weightFormat,
      cacheFormat: plan.inputs.workload.cacheFormat)
    let workload = try plan.inputs.workload.workload()
    let experts = ExpertLocations(plan, model: launched)
    let workers = (0..<layout.replicas).map { replica in
      let gpus = plan.placement.gpus[replica * layout.gpusPerReplica..<(replica + 1) * layout.gpusPerReplica]
      return LaunchedWorker(
        name: "replica-\(replica)", role: .mixed, model: launched, stages: layout.stages.map(LaunchedStage.init),
        nodes: NodeList(gpus.map(\.gpu), in: pool).nodes, contextLength: workload.peakContext,
        sequences: layout.sequencesPerReplica, microBatches: layout.microBatches, experts: experts,
        expertTokens: expertLoad?.tokens
      ).placed(gpus.map(\.gpu), in: pool)
    }
    self.init(name: launched.slug, groups: [Group(name: "replica", workers: workers)])
  }
}

extension LaunchedStage {
  init(_ stage: PlanStage) {
    self.init(
      layers: stage.firstLayer..<stage.lastLayer + 1, tensorParallel: stage.tensorParallel,
      dataParallel: stage.dataParallel, expertParallel: stage.expertParallel,
      redundantExperts: stage.redundantExperts ?? 0)
  }
}

extension ExpertLocations {
  /// The experts of a plan by layer; `nil` for a model without experts. Stages with other EP have other slots, which
  /// engines cannot have: these are told from the stages.
  init?(_ plan: Plan, model: LaunchedModel) {
    guard model.expertCount > 0, let stage = plan.layout.stages.first(where: { $0.expertParallel > 0 }) else {
      return nil
    }
    var layers = [ExpertMap?](repeating: nil, count: model.layerCount)
    for placed in plan.placement.experts where layers.indices.contains(placed.layer) {
      layers[placed.layer] = ExpertMap(ranks: placed.ranks)
    }
    self.init(
      expertCount: model.expertCount,
      slots: [Int](repeating: stage.expertDivision.slots(experts: model.expertCount), count: stage.expertParallel),
      layers: layers)
  }
}
