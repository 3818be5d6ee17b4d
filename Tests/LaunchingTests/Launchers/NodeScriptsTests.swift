import Testing
@testable import Launching

@Suite("A script for each machine")
struct NodeScriptsTests {
  private func files(_ nodes: [[Int]]) throws -> [LaunchFile] {
    let worker = SmallWorker.worker(
      [SmallWorker.stage(0..<4, tp: nodes.joined().count, dp: 1, ep: 1)], nodes: nodes, perNode: 4)
    let deployment = LaunchedDeployment(name: "model", groups: [.init(name: "replica", workers: [worker])])
    let engine = try SGLang(version: "0.5.23")
    return try NodeScripts(engine: engine.name).files(for: deployment, command: engine.command)
  }

  @Test func wholeScript() throws {
    let files = try files([[2, 3], [0, 1]])
    #expect(files.map(\.path) == ["replica/replica-0/00-n0.sh", "replica/replica-0/01-n1.sh"])
    #expect(
      files[1].text == """
        #!/bin/sh
        # replica-0 of org/model with sglang 0.5.23: machine 1 of 2, n1, GPUs 0,1, ranks 2 to 3
        set -eu
        leader=${LEADER:-n0}  # LEADER overrides the address of the worker's first machine
        export CUDA_VISIBLE_DEVICES=0,1
        exec python3 -m sglang.launch_server \\
          --model-path org/model \\
          --tp-size 4 \\
          --context-length 4096 \\
          --max-running-requests 64 \\
          --cuda-graph-max-bs-decode 64 \\
          --host 0.0.0.0 \\
          --port 30000 \\
          --nnodes 2 \\
          --node-rank 1 \\
          --dist-init-addr "${leader}":20000

        """)
  }

  /// Workers on one machine listen apart from each other.
  @Test func portsAreApart() {
    let workers = ["a", "b"].map { name in
      let worker = SmallWorker.worker([SmallWorker.stage(0..<4, tp: 1, dp: 1, ep: 1)], nodes: [[0]])
      return LaunchedWorker(
        name: name, role: worker.role, model: worker.model, stages: worker.stages, nodes: worker.nodes,
        contextLength: 1, sequences: nil, microBatches: 1, experts: nil)
    }
    let deployments = [LaunchedDeployment(name: "m", groups: [.init(name: "replica", workers: workers)])]
    #expect(LaunchedDeployment.withOwnPorts(deployments)[0].workers.map(\.portOffset) == [0, 1])
  }
}
