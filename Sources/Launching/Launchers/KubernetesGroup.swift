import Formats

/// A group of workers with the command that starts each of them, as Kubernetes runs it.
struct KubernetesGroup {
  let name: String
  let workers: [LaunchedWorker]
  let command: EngineCommand
  let gpusPerNode: Int
  let image: String
  let placement: NodePlacement
  let files: EngineFiles

  /// Machines of each worker.
  var size: Int { workers[0].nodes.count }
  /// "prefill", "decode" or "mixed".
  var role: String { workers[0].role.rawValue }

  /// - Throws: `Diagnostic` where one template cannot start all workers, or has no image.
  init(
    _ group: LaunchedDeployment.Group, of deployment: LaunchedDeployment, launcher: String, options: KubernetesOptions,
    command: (LaunchedWorker) throws -> EngineCommand
  ) throws {
    name = group.name
    // A pod has its ports for itself, whatever else runs on its machine.
    workers = group.workers.map { worker in
      var worker = worker
      worker.portOffset = 0
      return worker
    }
    for worker in workers { try LaunchChecks.hostNames(of: worker, for: launcher) }
    gpusPerNode = try LaunchChecks.gpusPerNode(of: workers[0], for: launcher)
    self.command = try command(workers[0])
    for worker in workers.dropFirst() {
      let isAlike = try command(worker) == self.command && worker.nodes.count == workers[0].nodes.count
      let gpus = try LaunchChecks.gpusPerNode(of: worker, for: launcher)
      guard isAlike, gpus == gpusPerNode else {
        throw Diagnostic(
          id: .notExpressible, file: launcher, key: worker.name,
          found: "a worker that is started in another way than \(workers[0].name)",
          expected: "workers of a group that are alike", advice: "use --for slurm or mpi")
      }
    }
    guard let image = options.image ?? self.command.image else {
      throw Diagnostic(
        id: .missingImage, file: launcher, key: name, found: "no image of \(self.command.engine)",
        expected: "an image that has the engine", advice: "name one with --image")
    }
    self.image = image
    placement = NodePlacement(group, in: deployment, options: options)
    files = EngineFiles(
      name: KubernetesName.label(deployment.name) + "-" + KubernetesName.label(name), files: self.command.files)
  }

  /// The comments of the file, beginning with the placement of the pods.
  var remarks: [String] {
    let isShared = workers.contains { $0.nodes.contains(where: \.isShared) }
    return [placement.remark]
      + (isShared ? ["\(name): the plan takes a part of the machines; Kubernetes chooses which of their GPUs."] : [])
  }
}

/// The machines of Kubernetes that a group of workers may use.
struct NodePlacement {
  /// The label whose value pods of a worker share, and no other worker has; `nil` for none.
  let exclusiveTopology: String?
  /// The machines, all of them named; empty where Kubernetes chooses.
  let hosts: [String]
  /// The comment of the file.
  let remark: String

  /// LeaderWorkerSet can require one worker in each domain. Where the plan has several in a domain, the machines are
  /// named instead.
  init(_ group: LaunchedDeployment.Group, in deployment: LaunchedDeployment, options: KubernetesOptions) {
    let domains = group.workers.compactMap(\.domain)
    let others = deployment.workers.filter { worker in !group.workers.contains { $0.name == worker.name } }
    let taken = Set(others.compactMap(\.domain))
    let isExclusive =
      domains.count == group.workers.count && Set(domains).count == domains.count && taken.isDisjoint(with: domains)
    if let key = options.topologyKey, isExclusive {
      exclusiveTopology = key
      hosts = []
      remark = "\(group.name): each worker has all its machines in one domain (\(key)), which it shares with no other."
    } else if group.workers.allSatisfy(LaunchChecks.isNamed) {
      exclusiveTopology = nil
      var seen: Set<String> = []
      hosts = group.workers.flatMap { $0.nodes.map(\.host) }.filter { seen.insert($0).inserted }
      remark = "\(group.name): on the machines of the plan; Kubernetes chooses which of them has which rank."
    } else {
      exclusiveTopology = nil
      hosts = []
      remark = "\(group.name): Kubernetes chooses the machines, as the plan's cluster has no names for them."
    }
  }

  /// `nil` where any machine will do.
  var affinity: YAMLValue? {
    guard !hosts.isEmpty else { return nil }
    let expression: YAMLValue = [
      "key": "kubernetes.io/hostname", "operator": "In", "values": .list(hosts.map { .text($0) }),
    ]
    return [
      "nodeAffinity": [
        "requiredDuringSchedulingIgnoredDuringExecution": [
          "nodeSelectorTerms": [["matchExpressions": [expression]]]
        ]
      ]
    ]
  }
}
