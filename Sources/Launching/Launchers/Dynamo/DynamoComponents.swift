/// The specification of a DynamoGraphDeployment in nvidia.com/v1beta1: components with pod templates.
struct DynamoComponents {
  let groups: [KubernetesGroup]
  let workers: [DynamoWorker]
  let options: KubernetesOptions

  /// As the API has it.
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
