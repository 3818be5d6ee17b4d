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
  ///   - version: Of Dynamo's operator and workers.
  ///   - options: What the plan does not know of the cluster. The image is Dynamo's, with the engine in it.
  public init(version: DynamoVersion = .latest, options: KubernetesOptions = KubernetesOptions()) {
    self.version = version
    self.options = options
  }

  /// One file of YAML, named after the deployment.
  public func files(
    for deployment: Deployment, command: (LaunchedWorker) throws -> EngineCommand
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
