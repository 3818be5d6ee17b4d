import Plans

/// The document of `layline emit`: workers with their machines, and the deviations of the engine from the plan.
public struct LaunchDocument: Codable, Sendable, Equatable {
  /// A worker and its machines.
  public struct Worker: Codable, Sendable, Equatable {
    /// GPUs of one machine.
    public struct Node: Codable, Sendable, Equatable {
      /// The host name, or the place where the cluster's file has none.
      public var host: String
      /// Indices in the machine, in the order of ranks.
      public var gpus: [Int]
      /// Rank of the first of them in the worker.
      public var firstRank: Int
    }

    /// "replica-0"; workers of other models may have the same.
    public var name: String
    /// The model served.
    public var model: String
    /// Prefill, decode or mixed.
    public var role: WorkerRole
    /// The layouts of the stages: "layers 0-60, TP1 DP64 EP64".
    public var stages: [String]
    /// The nodes in the order of ranks.
    public var nodes: [Node]
  }

  /// "launch/1".
  public var layline: String
  /// The plan that was read.
  public var plan: PlanInputs.Reference
  /// The target of the files: "sglang", "lws".
  public var target: String
  /// The engine with its version: "sglang 0.5.23".
  public var engine: String
  /// The models of the deployments.
  public var models: [String]
  /// Every process group.
  public var workers: [Worker]
  /// Paths below the folder, ascending.
  public var files: [String]
  /// TPOT as planned; absent for a plan of a whole cluster, whose workers each have their own.
  public var timePerOutputToken: Double?
  /// The deviations of the engine from the plan.
  public var deviations: [DeviationLoss]
  /// Notes to read before starting.
  public var notes: [String]

  /// The version of the document that this product writes.
  public static let formatVersion = "launch/1"

  enum CodingKeys: String, CodingKey {
    case layline, plan, target, engine, models, workers, files
    case timePerOutputToken = "timePerOutputToken_s"
    case deviations, notes
  }

  /// - Parameters: The properties of the same names; workers are those of all models.
  public init(
    plan: PlanInputs.Reference, target: String, engine: String, deployments: [LaunchedDeployment], files: [LaunchFile],
    timePerOutputToken: Double?, deviations: [DeviationLoss], notes: [String]
  ) {
    layline = Self.formatVersion
    self.plan = plan
    self.target = target
    self.engine = engine
    models = deployments.compactMap { $0.workers.first?.model.name }
    workers = deployments.flatMap(\.workers).map(Worker.init)
    self.files = files.map(\.path).sorted()
    self.timePerOutputToken = timePerOutputToken
    self.deviations = deviations
    self.notes = notes
  }
}

extension LaunchDocument.Worker {
  init(_ worker: LaunchedWorker) {
    var first = 0
    self.init(
      name: worker.name, model: worker.model.name, role: worker.role, stages: worker.stages.map(\.description),
      nodes: worker.nodes.map { node in
        defer { first += node.gpus.count }
        return Node(host: node.host, gpus: node.gpus, firstRank: first)
      })
  }
}

extension LaunchedStage: CustomStringConvertible {
  /// "layers 0-60, TP1 DP64 EP64".
  public var description: String {
    let degrees = [("TP", tensorParallel), ("DP", dataParallel), ("EP", expertParallel)]
      .filter { $0.0 == "TP" || $0.1 > 1 }.map { "\($0)\($1)" }
    return "layers \(layers.lowerBound)-\(layers.upperBound - 1), \(degrees.joined(separator: " "))"
  }
}

/// The files that start some deployments with an engine.
public struct Launch: Sendable {
  /// The files in the order of their paths.
  public let files: [LaunchFile]
  /// The deviations of the engine from the plan, each once.
  public let deviations: [Deviation]
  /// Notes to read before starting.
  public let notes: [String]

  /// - Parameters:
  ///   - deployments: One deployment for each model; several are written to a folder each.
  ///   - engine: The engine that runs them.
  ///   - launcher: The launcher that starts the engine.
  /// - Throws: `LayoutNotExpressible` for a layout that the engine cannot run; `Diagnostic` for a deployment that
  ///   cannot be started.
  public init(_ deployments: [LaunchedDeployment], engine: any Engine, launcher: any Launcher) throws {
    var files: [LaunchFile] = []
    for deployment in deployments {
      let folder = deployments.count > 1 ? "\(deployment.name)/" : ""
      let own =
        try launcher.files(for: deployment, command: engine.command)
        + (launcher.reachesWorkersByHost ? try engine.frontEnd(for: deployment) : [])
      files += own.map { LaunchFile(path: folder + $0.path, text: $0.text, isExecutable: $0.isExecutable) }
    }
    self.files = files.sorted { $0.path < $1.path }
    deviations = deployments.flatMap(\.workers).flatMap(engine.deviations).reduce(into: []) { all, next in
      if !all.contains(next) { all.append(next) }
    }
    notes = deployments.flatMap { LaunchNotes($0).notes }.reduce(into: []) { all, next in
      if !all.contains(next) { all.append(next) }
    }
  }
}

/// The notes to read before a deployment is started.
private struct LaunchNotes {
  let notes: [String]

  init(_ deployment: LaunchedDeployment) {
    let unnamed = deployment.workers.flatMap(\.nodes).first { !$0.isNamed }
    notes =
      unnamed.map {
        [
          "the cluster's file names no hosts, so that names such as \($0.host) stand for machines; hosts: in it gives them "
            + "their own"
        ]
      } ?? []
  }
}
