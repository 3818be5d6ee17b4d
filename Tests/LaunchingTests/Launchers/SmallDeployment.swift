import Plans
@testable import Launching

/// Deployments small enough to be written out, and an engine that shows every kind of word.
enum SmallDeployment {
  static let model = LaunchedModel(
    name: "maker/Model-1", layerCount: 4, expertLayers: [], expertCount: 0, draftLayerCount: 0, weightFormat: nil,
    cacheFormat: nil)

  static func node(_ host: String, gpus: [Int] = [0, 1], of count: Int = 2, isNamed: Bool = true) -> LaunchedNode {
    LaunchedNode(host: host, isNamed: isNamed, gpus: gpus, gpuCount: count)
  }

  static func worker(
    _ name: String, nodes: [LaunchedNode], role: WorkerRole = .mixed, model: LaunchedModel = model,
    stages: [LaunchedStage]? = nil
  ) -> LaunchedWorker {
    let gpus = nodes.reduce(0) { $0 + $1.gpus.count }
    let one = LaunchedStage(
      layers: 0..<model.layerCount, tensorParallel: gpus, dataParallel: 1, expertParallel: 1, redundantExperts: 0)
    return LaunchedWorker(
      name: name, role: role, model: model, stages: stages ?? [one], nodes: nodes, contextLength: 4096, sequences: 16,
      microBatches: 1, experts: nil)
  }

  /// One worker on two machines.
  static let pair = LaunchedDeployment(
    name: "model-1",
    groups: [LaunchedDeployment.Group(name: "replica", workers: [worker("replica-0", nodes: [node("b"), node("a")])])])

  /// One worker on the machines given.
  static func one(_ nodes: [LaunchedNode]) -> LaunchedDeployment {
    LaunchedDeployment(
      name: "model-1", groups: [LaunchedDeployment.Group(name: "replica", workers: [worker("replica-0", nodes: nodes)])]
    )
  }

  /// Prefill on one machine, decode on two times two.
  static let apart = LaunchedDeployment(
    name: "Model 1",
    groups: [
      LaunchedDeployment.Group(name: "prefill", workers: [worker("prefill-0", nodes: [node("a")], role: .prefill)]),
      LaunchedDeployment.Group(
        name: "decode",
        workers: [
          worker("decode-0", nodes: [node("b"), node("c")], role: .decode),
          worker("decode-1", nodes: [node("d"), node("e")], role: .decode),
        ]),
    ])

  /// The same deployment, its workers in these domains, or below these leaves.
  static func placed(
    _ deployment: LaunchedDeployment, domains: [String: String] = [:], leaves: [String: String] = [:]
  ) -> LaunchedDeployment {
    LaunchedDeployment(
      name: deployment.name,
      groups: deployment.groups.map { group in
        LaunchedDeployment.Group(
          name: group.name,
          workers: group.workers.map { worker in
            var worker = worker
            worker.domain = domains[worker.name]
            worker.leaf = leaves[worker.name]
            return worker
          })
      })
  }

  static func command(_ worker: LaunchedWorker) -> EngineCommand {
    let machines: [CommandWord] = [
      .text("--address"), .leader(port: 20000), .text("--nnodes"), .text(String(worker.nodes.count)),
      .text("--node-rank"), .nodeRank(times: 1),
    ]
    let start: [CommandWord] = [.text("serve"), .text("--model-path"), .text(worker.model.name)]
    let words = start + [.text("--map"), .file("map.json"), .text("--note"), .text("it's $(here)")]
    return EngineCommand(
      engine: "sglang", environment: [EnvironmentVariable("SPLIT", "2,2")],
      leader: words + [.text("--port"), .text("8000")] + machines, follower: words + machines,
      machineWords: EngineCommand.MachineWords(leader: machines.count, follower: machines.count),
      files: [LaunchFile(path: "map.json", text: "{\n  \"a\": [0, 1]\n}\n")], port: 8000, image: "maker/engine:1.2")
  }

  /// As an engine that MPI starts.
  static func commandPerGPU(_ worker: LaunchedWorker) -> EngineCommand {
    let words: [CommandWord] = [.text("engine"), .text("--config"), .file("config.yaml")]
    return EngineCommand(
      engine: "trtllm", leader: words, follower: words, processes: .onePerGPU,
      files: [LaunchFile(path: "config.yaml", text: "a: 1\n")], port: 8000, image: "maker/other:3")
  }
}
