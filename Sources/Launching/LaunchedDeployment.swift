import Clusters
import Costing
import Experts
import Formats
import Models
import Plans

/// The workers that a plan starts, grouped by layout.
public struct LaunchedDeployment: Sendable, Equatable {
  /// The name in files and Kubernetes: "deepseek-v3".
  public let name: String
  /// Workers that differ only in name and machines; their names begin with that of the group.
  public struct Group: Sendable, Equatable {
    /// "replica", "prefill", "decode", with a letter where there are several: "decode-b".
    public let name: String
    /// The workers, at least one.
    public let workers: [LaunchedWorker]

    public init(name: String, workers: [LaunchedWorker]) {
      self.name = name
      self.workers = workers
    }
  }
  /// Prefill before decode before mixed ones.
  public let groups: [Group]

  public init(name: String, groups: [Group]) {
    self.name = name
    self.groups = groups
  }

  /// The workers of all groups.
  public var workers: [LaunchedWorker] { groups.flatMap(\.workers) }
}

extension LaunchedDeployment {
  /// The deployment of one model of a cluster plan.
  /// - Parameters:
  ///   - plan: The plan, whose workers have degrees, or layouts that give them.
  ///   - index: The index of the model among the inputs.
  ///   - model: The model as read; `nil` where a table of workers names a model that was not read.
  ///   - cluster: The cluster of the plan.
  ///   - checkpoint: The place where an engine finds the weights; `nil` for the model's name.
  /// - Throws: `Diagnostic` for workers without degrees, and a placement that does not fit.
  public init(
    _ plan: ClusterPlan, modelIndex index: Int, model: ModelArchitecture, cluster: Cluster, checkpoint: String?
  ) throws {
    let served = plan.inputs.models[index]
    let launched = LaunchedModel(
      model, checkpoint: checkpoint, weightFormat: served.weightFormat, cacheFormat: served.cacheFormat)
    let kinds = plan.composition.workers.indices.filter { plan.composition.workers[$0].model == served.name }
    let names = Self.names(kinds.map { plan.composition.workers[$0].role })
    var groups: [(role: WorkerRole, group: Group)] = []
    for (kind, name) in zip(kinds, names) {
      let workers = plan.composition.workers[kind]
      guard let pool = cluster.pools.first(where: { $0.name == workers.pool }) else {
        throw Self.misfit(plan, "the pool \"\(workers.pool)\"")
      }
      let context = served.inputTokens.map { Int(($0 + (served.outputTokens ?? 0)).rounded(.up)) }
      let stages = try LaunchedStage.stages(of: workers, model: launched, kind: kind, plan: plan)
      let placed = try plan.placement.workers.filter { $0.kind == kind }.map { worker in
        let gpus = worker.gpus.flatMap { run in run.count == 2 && run[0] <= run[1] ? Array(run[0]...run[1]) : [] }
        guard gpus.count == workers.gpus, gpus.allSatisfy({ (0..<pool.gpuCount).contains($0) }) else {
          throw Self.misfit(plan, "\(gpus.count) GPUs of worker \(worker.number) of kind \(kind)")
        }
        return LaunchedWorker(
          name: "\(name)-\(worker.number)", role: workers.role, model: launched, stages: stages,
          nodes: NodeList(gpus, in: pool).nodes, contextLength: context,
          sequences: workers.role == .prefill
            ? nil : workers.load.map { Int(($0 * Double(stages[0].dataParallel)).rounded(.up)) },
          microBatches: stages.count, experts: ExpertLocations(inBlocksOf: launched, stages[0])
        ).placed(gpus, in: pool)
      }
      if !placed.isEmpty { groups.append((workers.role, Group(name: name, workers: placed))) }
    }
    self.init(
      name: launched.slug,
      groups: [.prefill, .decode, .mixed].flatMap { role in
        groups.filter { $0.role == role }.map(\.group)
      })
  }

  private static func misfit(_ plan: ClusterPlan, _ found: String) -> Diagnostic {
    Diagnostic(
      id: .planChanged, file: plan.inputs.cluster.reference, found: found,
      expected: "a plan as layline plan wrote it", advice: "layline verify says what does not hold")
  }

  /// "decode", or "decode-a" and "decode-b" where several kinds have one role.
  private static func names(_ roles: [WorkerRole]) -> [String] {
    var seen: [WorkerRole: Int] = [:]
    return roles.map { role in
      defer { seen[role, default: 0] += 1 }
      guard roles.count(where: { $0 == role }) > 1 else { return role.rawValue }
      return lettered(seen[role, default: 0] + 1, role.rawValue)[seen[role, default: 0]]
    }
  }

  /// "replica-a", "replica-b"; numbers once letters are used up.
  private static func lettered(_ count: Int, _ name: String) -> [String] {
    (0..<count).map { "\(name)-" + ($0 < 26 ? String(UnicodeScalar(UInt8(97 + $0))) : "\($0 + 1)") }
  }
}

extension ExpertLocations {
  /// The default places of experts without a known load: neighbours on a rank; `nil` where one rank holds all.
  fileprivate init?(inBlocksOf model: LaunchedModel, _ stage: LaunchedStage) {
    guard model.expertCount > 0, stage.expertParallel > 1 else { return nil }
    let map = ExpertMap.blocks(experts: model.expertCount, ranks: stage.expertParallel)
    let known = Set(model.expertLayers)
    self.init(
      expertCount: model.expertCount,
      slots: [Int](repeating: map.ranks.map(\.count).max() ?? 0, count: stage.expertParallel),
      layers: (0..<model.layerCount).map { known.contains($0) ? map : nil })
  }
}

extension LaunchedStage {
  /// Layers are divided as evenly as they can be: rates are those of even stages.
  fileprivate static func stages(
    of workers: ComposedWorkers, model: LaunchedModel, kind: Int, plan: ClusterPlan
  ) throws -> [LaunchedStage] {
    guard let degrees = workers.degrees ?? .init(parsing: workers.layout),
      degrees.tensorParallel * degrees.dataParallel * degrees.pipelineParallel == workers.gpus,
      degrees.tensorParallel * degrees.dataParallel % degrees.expertParallel == 0,
      (1...model.layerCount).contains(degrees.pipelineParallel)
    else {
      throw Diagnostic(
        id: .missingDegrees, file: plan.inputs.workers?.reference ?? "the plan",
        key: "composition.workers[\(kind)].layout", found: "\"\(workers.layout)\" of \(workers.gpus) GPUs",
        expected: "a layout that says how the GPUs of a worker divide the work, such as \"TP4 EP4\"")
    }
    let count = degrees.pipelineParallel
    return (0..<count).map { stage in
      LaunchedStage(
        layers: stage * model.layerCount / count..<(stage + 1) * model.layerCount / count,
        tensorParallel: degrees.tensorParallel, dataParallel: degrees.dataParallel,
        expertParallel: degrees.expertParallel, redundantExperts: 0)
    }
  }
}

extension ComposedWorkers.Degrees {
  /// "TP1 DP2 EP2", with "PP2 ×" in front or without, as tables of workers have it; `nil` for anything else.
  init?(parsing layout: String) {
    var degrees: [String: Int] = [:]
    for word in layout.split(separator: " ") where word != "×" && word != "x" {
      let kind = word.prefix(2).uppercased()
      guard ["TP", "DP", "EP", "PP"].contains(kind), degrees[kind] == nil, let number = Int(word.dropFirst(2)),
        (1...1 << 20).contains(number)
      else { return nil }
      degrees[kind] = number
    }
    guard !degrees.isEmpty else { return nil }
    self.init(
      tensorParallel: degrees["TP"] ?? 1, dataParallel: degrees["DP"] ?? 1, expertParallel: degrees["EP"] ?? 1,
      pipelineParallel: degrees["PP"] ?? 1)
  }
}

extension LaunchedDeployment {
  /// The deployment of a plan of replicas.
  /// - Parameters:
  ///   - plan: The plan, whose placement lists every rank.
  ///   - model: The model of the plan.
  ///   - cluster: The cluster of the plan.
  ///   - expertLoad: The load by which experts were placed.
  ///   - checkpoint: The place where an engine finds the weights; `nil` for the model's name on the hub.
  /// - Throws: `Diagnostic` "plan-changed" where the placement does not fit the layout or the cluster.
  public init(_ plan: Plan, model: ModelArchitecture, cluster: Cluster, expertLoad: ExpertLoad?, checkpoint: String?)
    throws
  {
    let launched = LaunchedModel(
      model, checkpoint: checkpoint, weightFormat: plan.inputs.weightFormat,
      cacheFormat: plan.inputs.workload.cacheFormat)
    let names = plan.workers.count == 1 ? ["replica"] : Self.lettered(plan.workers.count, "replica")
    self.init(
      name: launched.slug,
      groups: try zip(plan.kinds, names).map { kind, name in
        Group(name: name, workers: try Self.replicas(kind, name: name, launched, cluster, expertLoad))
      })
  }

  /// - Parameter plan: With one kind of replica.
  private static func replicas(
    _ plan: Plan, name: String, _ launched: LaunchedModel, _ cluster: Cluster, _ expertLoad: ExpertLoad?
  ) throws -> [LaunchedWorker] {
    let layout = plan.layout
    guard let pool = cluster.pools.first(where: { $0.name == layout.pool }), layout.replicas > 0,
      plan.placement.gpus.count == layout.replicas * layout.gpusPerReplica,
      layout.stages.allSatisfy({ $0.firstLayer >= 0 && $0.firstLayer <= $0.lastLayer }),
      plan.placement.gpus.allSatisfy({ (0..<pool.gpuCount).contains($0.gpu) })
    else {
      throw Diagnostic(
        id: .planChanged, file: plan.inputs.cluster.reference, found: "a placement that does not fit the layout",
        expected: "a plan as layline plan wrote it", advice: "layline verify says what does not hold")
    }
    let workload = try plan.inputs.workload.workload()
    let experts = ExpertLocations(plan, model: launched)
    return (0..<layout.replicas).map { replica in
      let gpus = plan.placement.gpus[replica * layout.gpusPerReplica..<(replica + 1) * layout.gpusPerReplica]
      return LaunchedWorker(
        name: "\(name)-\(replica)", role: .mixed, model: launched, stages: layout.stages.map(LaunchedStage.init),
        nodes: NodeList(gpus.map(\.gpu), in: pool).nodes, contextLength: workload.peakContext,
        sequences: layout.sequencesPerReplica, microBatches: layout.microBatches, experts: experts,
        expertTokens: expertLoad?.tokens
      ).placed(gpus.map(\.gpu), in: pool)
    }
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
      slots: [Int](repeating: stage.expertParallelism.slots(experts: model.expertCount), count: stage.expertParallel),
      layers: layers)
  }
}

extension LaunchedDeployment {
  /// The same deployments with different ports for workers that share a first machine.
  public static func withOwnPorts(_ deployments: [LaunchedDeployment]) -> [LaunchedDeployment] {
    var taken: [String: Int] = [:]
    return deployments.map { deployment in
      LaunchedDeployment(
        name: deployment.name,
        groups: deployment.groups.map { group in
          Group(
            name: group.name,
            workers: group.workers.map { worker in
              let host = worker.nodes.first?.host ?? ""
              var worker = worker
              worker.portOffset = taken[host, default: 0]
              taken[host, default: 0] += 1
              return worker
            })
        })
    }
  }
}
