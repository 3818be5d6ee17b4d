/// The pod of one machine: one container that runs the engine on its GPUs.
struct PodTemplate {
  let labels: [(String, String)]
  let container: String
  let image: String
  let command: [String]
  let environment: [EnvironmentVariable]
  let gpuResource: String
  let gpus: Int
  /// Where it answers HTTP; `nil` where nothing listens.
  let port: Int?
  let files: EngineFiles
  let affinity: YAMLValue?

  /// As the API has it: a PodTemplateSpec.
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
