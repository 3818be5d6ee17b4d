import Formats

/// LeaderWorkerSet (leaderworkerset.x-k8s.io/v1): an object for each group of workers, or a DisaggregatedSet
/// (disaggregatedset.x-k8s.io/v1) where prefill and decode are apart; with a Service for the leaders' HTTP port and a
/// ConfigMap with the engine's files.
public struct LeaderWorkerSetLauncher: Launcher {
  /// "lws".
  public let name = "lws"
  /// Pods have addresses of their own.
  public let reachesWorkersByHost = false
  private let version: LeaderWorkerSetVersion
  private let options: KubernetesOptions

  /// - Parameters:
  ///   - version: The version of LeaderWorkerSet.
  ///   - options: The properties of the cluster that the plan does not contain.
  public init(version: LeaderWorkerSetVersion = .latest, options: KubernetesOptions = KubernetesOptions()) {
    self.version = version
    self.options = options
  }

  /// One YAML file, named after the deployment.
  public func files(
    for deployment: LaunchedDeployment, command: (LaunchedWorker) throws -> EngineCommand
  ) throws -> [LaunchFile] {
    let groups = try deployment.groups.map { group in
      let whole = try KubernetesGroup(group, of: deployment, launcher: name, options: options, command: command)
      try check(whole)
      return whole
    }
    let label = KubernetesName.label(deployment.name)
    let isApart = Set(groups.map(\.role)).isSuperset(of: ["prefill", "decode"])
    let sets: [YAMLValue]
    if isApart && version.hasDisaggregatedSet && groups.count <= 10 {
      sets = [disaggregatedSet(groups, named: KubernetesName.label(deployment.name, longest: 30), of: label)]
    } else {
      sets = groups.map { group in
        let spec = LeaderWorkerTemplate(group: group, instance: label, options: options)
        return .object([
          "apiVersion": "leaderworkerset.x-k8s.io/v1", "kind": "LeaderWorkerSet",
          "metadata": metadata(of: group, named: label + "-" + KubernetesName.label(group.name)), "spec": spec.value,
        ])
      }
    }
    let documents = try groups.compactMap { try $0.files.configMap() } + sets + groups.compactMap { service($0, label) }
    let comments = ["\(deployment.name) for LeaderWorkerSet \(version.release)."] + groups.flatMap(\.remarks)
    return [LaunchFile(path: "\(label).yaml", text: YAMLText.documents(documents, comments: comments))]
  }

  private func check(_ group: KubernetesGroup) throws {
    guard group.command.processes == .onePerNode || group.size == 1 else {
      throw Diagnostic(
        id: .notExpressible, file: name, key: group.name,
        found: "\(group.command.engine) on \(group.size) machines, which needs MPI",
        expected: "an engine that starts its own processes, or workers of one machine",
        advice: "use --for dynamo, slurm or mpi")
    }
  }

  private func metadata(of group: KubernetesGroup, named name: String?) -> YAMLValue? {
    let annotations = group.placement.exclusiveTopology.map { key -> YAMLValue in
      ["leaderworkerset.sigs.k8s.io/exclusive-topology": .text(key)]
    }
    if name == nil && annotations == nil { return nil }
    return .object(["name": name.map { .text($0) }, "annotations": annotations])
  }

  /// The names that it makes of its own and those of the roles have 63 characters in all.
  private func disaggregatedSet(_ groups: [KubernetesGroup], named name: String, of instance: String) -> YAMLValue {
    let roles = groups.map { group -> YAMLValue in
      let spec = LeaderWorkerTemplate(group: group, instance: instance, options: options)
      return .object([
        "name": .text(KubernetesName.label(group.name, longest: 15)), "metadata": metadata(of: group, named: nil),
        "spec": spec.value,
      ])
    }
    return [
      "apiVersion": "disaggregatedset.x-k8s.io/v1", "kind": "DisaggregatedSet", "metadata": ["name": .text(name)],
      "spec": ["roles": .list(roles)],
    ]
  }

  private func service(_ group: KubernetesGroup, _ instance: String) -> YAMLValue? {
    group.command.port.map { port in
      let labels = LeaderWorkerTemplate.labels(of: group, instance: instance)
      let selector = (labels + [("leaderworkerset.sigs.k8s.io/worker-index", "0")]).map { ($0.0, YAMLValue.text($0.1)) }
      return [
        "apiVersion": "v1", "kind": "Service",
        "metadata": ["name": .text(instance + "-" + KubernetesName.label(group.name) + "-http")],
        "spec": [
          "selector": .mapping(selector),
          "ports": [["name": "http", "protocol": "TCP", "port": .integer(port), "targetPort": .integer(port)]],
        ],
      ]
    }
  }
}

/// The specification of a LeaderWorkerSet, which a role of a DisaggregatedSet has too.
private struct LeaderWorkerTemplate {
  let group: KubernetesGroup
  /// The name of the deployment as a label.
  let instance: String
  let options: KubernetesOptions

  /// The object in the form of the API.
  var value: YAMLValue {
    let leader = pod(group.command.leader, port: group.command.port)
    let follower = pod(group.size == 1 ? group.command.leader : group.command.follower, port: nil)
    // A group of one pod is its leader.
    let template: YAMLValue = [
      "size": .integer(group.size), "restartPolicy": "RecreateGroupOnPodRestart", "leaderTemplate": leader.value,
      "workerTemplate": follower.value,
    ]
    return ["replicas": .integer(group.workers.count), "leaderWorkerTemplate": template]
  }

  /// The labels that only the pods of a group have.
  static func labels(of group: KubernetesGroup, instance: String) -> [(String, String)] {
    [
      ("app.kubernetes.io/instance", instance), ("app.kubernetes.io/component", KubernetesName.label(group.name)),
    ]
  }

  private func pod(_ words: [CommandWord], port: Int?) -> PodTemplate {
    let context = CommandContext(
      leader: .variable("LWS_LEADER_ADDRESS"),
      nodeRank: group.size == 1 ? .text("0") : .variable("LWS_WORKER_INDEX"), folder: .text(EngineFiles.folder))
    return PodTemplate(
      labels: Self.labels(of: group, instance: instance), container: group.command.engine, image: group.image,
      command: KubernetesCommand.words(words, in: context), environment: group.command.environment,
      gpuResource: options.gpuResource, gpus: group.gpusPerNode, port: port, files: group.files,
      affinity: group.placement.affinity)
  }
}

/// The pod of one machine: one container that runs the engine on its GPUs.
private struct PodTemplate {
  let labels: [(String, String)]
  let container: String
  let image: String
  let command: [String]
  let environment: [EnvironmentVariable]
  let gpuResource: String
  let gpus: Int
  /// The HTTP port; `nil` where the pod serves none.
  let port: Int?
  let files: EngineFiles
  let affinity: YAMLValue?

  /// The PodTemplateSpec of the API.
  var value: YAMLValue {
    let sharedMemory: YAMLValue = ["name": "shared-memory", "emptyDir": ["medium": "Memory"]]
    return [
      "metadata": ["labels": .mapping(labels.map { ($0.0, .text($0.1)) })],
      "spec": .object([
        "affinity": affinity, "containers": [containerValue],
        "volumes": .list([sharedMemory] + [files.volume].compactMap { $0 }),
      ]),
    ]
  }

  private var containerValue: YAMLValue {
    let environment = environment.map { variable -> YAMLValue in
      ["name": .text(variable.name), "value": .text(KubernetesCommand.escaped(variable.value))]
    }
    let sharedMemory: YAMLValue = ["name": "shared-memory", "mountPath": "/dev/shm"]
    let probe = port.map { port -> YAMLValue in
      ["tcpSocket": ["port": .integer(port)], "initialDelaySeconds": 30, "periodSeconds": 10]
    }
    return .object([
      "name": .text(container), "image": .text(image), "command": .list(command.map { .text($0) }),
      "workingDir": files.workingDirectory,
      "env": environment.isEmpty ? nil : .list(environment),
      "ports": port.map { [["name": "http", "containerPort": .integer($0)]] },
      "readinessProbe": probe,
      "resources": ["limits": [(gpuResource, .text(String(gpus)))].asMapping],
      "volumeMounts": .list([sharedMemory] + [files.mount].compactMap { $0 }),
    ])
  }
}

extension [(String, YAMLValue)] {
  /// A mapping with keys that are not literals.
  fileprivate var asMapping: YAMLValue { .mapping(self) }
}
