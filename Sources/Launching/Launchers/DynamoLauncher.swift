import Formats

/// DynamoGraphDeployment: a frontend and a component for each group of workers, as nvidia.com/v1beta1 or, for older
/// releases of the operator, v1alpha1; with a ConfigMap for the engine's files.
public struct DynamoLauncher: Launcher {
  /// "dynamo".
  public let name = "dynamo"
  /// Pods have addresses of their own.
  public let reachesWorkersByHost = false
  private let version: DynamoVersion
  private let options: KubernetesOptions

  /// - Parameters:
  ///   - version: The version of Dynamo's operator and workers.
  ///   - options: The properties of the cluster that the plan does not contain. The image is Dynamo's, with the engine
  ///     in it.
  public init(version: DynamoVersion = .latest, options: KubernetesOptions = KubernetesOptions()) {
    self.version = version
    self.options = options
  }

  /// One YAML file, named after the deployment.
  public func files(
    for deployment: LaunchedDeployment, command: (LaunchedWorker) throws -> EngineCommand
  ) throws -> [LaunchFile] {
    let groups = try deployment.groups.map {
      try KubernetesGroup(
        $0, of: deployment, launcher: name, options: images(for: command($0.workers[0])), command: command)
    }
    let label = KubernetesName.label(deployment.name)
    let workers = try groups.map { try DynamoWorker($0, version: version) }
    let spec =
      version.hasComponents
      ? DynamoComponents(groups: groups, workers: workers, options: options).value
      : DynamoServices(groups: groups, workers: workers, options: options).value
    let graph: YAMLValue = [
      "apiVersion": .text("nvidia.com/" + (version.hasComponents ? "v1beta1" : "v1alpha1")),
      "kind": "DynamoGraphDeployment", "metadata": ["name": .text(label)], "spec": spec,
    ]
    let documents = try groups.compactMap { try $0.files.configMap() } + [graph]
    let comments = ["\(deployment.name) for Dynamo \(version.release)."] + groups.flatMap(\.remarks)
    return [LaunchFile(path: "\(label).yaml", text: YAMLText.documents(documents, comments: comments))]
  }

  /// The engine's own image has no worker of Dynamo; Dynamo's images are named after engine and release. An annotation
  /// that only LeaderWorkerSet obeys is not asked for.
  private func images(for command: EngineCommand) -> KubernetesOptions {
    let engine = command.engine == "trtllm" ? "tensorrtllm" : command.engine
    return KubernetesOptions(
      image: options.image ?? "nvcr.io/nvidia/ai-dynamo/\(engine)-runtime:\(version.release)",
      gpuResource: options.gpuResource)
  }
}

/// The specification of a DynamoGraphDeployment in nvidia.com/v1beta1: components with pod templates.
private struct DynamoComponents {
  let groups: [KubernetesGroup]
  let workers: [DynamoWorker]
  let options: KubernetesOptions

  /// The object in the form of the API.
  var value: YAMLValue {
    let components = zip(groups, workers).map(component)
    return ["backendFramework": .text(groups[0].command.engine), "components": .list([frontend] + components)]
  }

  private var frontend: YAMLValue {
    [
      "name": "frontend", "type": "frontend", "replicas": 1,
      "podTemplate": ["spec": ["containers": [["name": "main", "image": .text(groups[0].image)]]]],
    ]
  }

  private func component(_ group: KubernetesGroup, _ worker: DynamoWorker) -> YAMLValue {
    let environment = group.command.environment.map { variable -> YAMLValue in
      ["name": .text(variable.name), "value": .text(KubernetesCommand.escaped(variable.value))]
    }
    let container = YAMLValue.object([
      "name": "main", "image": .text(group.image), "command": .list(worker.command.map { .text($0) }),
      "args": .list(worker.arguments.map { .text($0) }), "workingDir": group.files.workingDirectory,
      "env": environment.isEmpty ? nil : .list(environment),
      "resources": ["limits": .mapping([(options.gpuResource, .text(String(group.gpusPerNode)))])],
      "volumeMounts": group.files.mount.map { [$0] },
    ])
    let pod = YAMLValue.object([
      "affinity": group.placement.affinity, "containers": [container], "volumes": group.files.volume.map { [$0] },
    ])
    return .object([
      "name": .text(KubernetesName.label(group.name)), "type": .text(group.role == "mixed" ? "worker" : group.role),
      "replicas": .integer(group.workers.count),
      "multinode": group.size > 1 ? ["nodeCount": .integer(group.size)] : nil, "podTemplate": ["spec": pod],
    ])
  }
}

/// The specification of a DynamoGraphDeployment in nvidia.com/v1alpha1: services by name.
private struct DynamoServices {
  let groups: [KubernetesGroup]
  let workers: [DynamoWorker]
  let options: KubernetesOptions

  /// The object in the form of the API.
  var value: YAMLValue {
    let frontend: YAMLValue = [
      "componentType": "frontend", "replicas": 1,
      "extraPodSpec": ["mainContainer": ["image": .text(groups[0].image)]],
    ]
    let services = zip(groups, workers).map { (KubernetesName.label($0.name), service($0, $1)) }
    return [
      "backendFramework": .text(groups[0].command.engine), "services": .mapping([("frontend", frontend)] + services),
    ]
  }

  private func service(_ group: KubernetesGroup, _ worker: DynamoWorker) -> YAMLValue {
    let environment = group.command.environment.map { variable -> YAMLValue in
      ["name": .text(variable.name), "value": .text(KubernetesCommand.escaped(variable.value))]
    }
    let container = YAMLValue.object([
      "image": .text(group.image), "command": .list(worker.command.map { .text($0) }),
      "args": .list(worker.arguments.map { .text($0) }), "workingDir": group.files.workingDirectory,
      "volumeMounts": group.files.mount.map { [$0] },
    ])
    let pod = YAMLValue.object([
      "affinity": group.placement.affinity, "mainContainer": container, "volumes": group.files.volume.map { [$0] },
    ])
    return .object([
      "componentType": "worker", "subComponentType": group.role == "mixed" ? nil : .text(group.role),
      "replicas": .integer(group.workers.count),
      "multinode": group.size > 1 ? ["nodeCount": .integer(group.size)] : nil,
      "resources": ["limits": ["gpu": .text(String(group.gpusPerNode))]],
      "envs": environment.isEmpty ? nil : .list(environment), "extraPodSpec": pod,
    ])
  }
}
