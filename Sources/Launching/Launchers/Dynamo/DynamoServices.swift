/// The specification of a DynamoGraphDeployment in nvidia.com/v1alpha1: services by name.
struct DynamoServices {
  let groups: [KubernetesGroup]
  let workers: [DynamoWorker]
  let options: KubernetesOptions

  /// As the API has it.
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
