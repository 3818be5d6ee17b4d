import Formats
import Plans
import Testing
@testable import Launching

@Suite("TensorRT-LLM gets a file of options in the keys of its version")
struct TensorRTLLMTests {
  private let wide = SmallWorker.worker(
    [SmallWorker.stage(0..<4, tp: 1, dp: 4, ep: 4, copies: 4)], nodes: [[0, 1], [0, 1]], sequences: 30,
    ranks: [[0, 1], [0, 2], [0, 3], [0, 1]], tokens: [8, 2, 1, 1])

  private func options(_ worker: LaunchedWorker, version: String) throws -> String {
    try #require(try TensorRTLLM(version: version).command(for: worker).files.first { $0.path == "options.yaml" }).text
  }

  @Test func optionsOfOneVersion() throws {
    #expect(
      try options(wide, version: "1.2.1") == """
        tensor_parallel_size: 4
        pipeline_parallel_size: 1
        moe_expert_parallel_size: 4
        moe_tensor_parallel_size: 1
        gpus_per_node: 2
        enable_attention_dp: true
        max_batch_size: 8
        max_seq_len: 4096
        moe_config:
          backend: WIDEEP
          load_balancer: moe-load-balancer.yaml

        """)
  }

  @Test func versionsDiffer() throws {
    let old = try options(wide, version: "0.21.0")
    #expect(old.contains("moe_backend: WIDEEP\nmoe_load_balancer: moe-load-balancer.yaml\n"))
    #expect(try options(wide, version: "1.0.0").contains("moe_config:\n  backend: WIDEEP\n"))
    // Not released yet: what it takes is not known.
    #expect(throws: Diagnostic.self) { try options(wide, version: "1.3.0") }
    let line = SmallWorker.line(try TensorRTLLM(version: "1.0.0").command(for: wide).leader)
    #expect(line.contains("trtllm-serve org/model --extra_llm_api_options f/options.yaml"))
    #expect(SmallWorker.line(try TensorRTLLM(version: "1.2.1").command(for: wide).leader).contains("--config"))
  }

  /// Layers with experts alone, by their number in the model.
  @Test func mapOfExperts() throws {
    let file = try #require(
      try TensorRTLLM(version: nil).command(for: wide).files.first { $0.path == "moe-load-balancer.yaml" })
    let row = "[0, 1, 0, 2, 0, 3, 0, 1]"
    #expect(
      file.text == """
        num_slots: 8
        initial_global_assignments:
          1: \(row)
          2: \(row)
          3: \(row)
        layer_updates_per_iter: 0

        """)
  }

  @Test func attentionIsOneOrTheOther() throws {
    let both = SmallWorker.worker([SmallWorker.stage(0..<4, tp: 2, dp: 2, ep: 4)], nodes: [[0, 1], [0, 1]])
    #expect(throws: LayoutNotExpressible.self) { try TensorRTLLM(version: nil).command(for: both) }
  }

  @Test func unevenSplits() throws {
    let worker = SmallWorker.worker(
      [SmallWorker.stage(0..<3, tp: 2, dp: 1, ep: 1), SmallWorker.stage(3..<4, tp: 2, dp: 1, ep: 1)],
      nodes: [[0, 1], [0, 1]])
    #expect(try options(worker, version: "1.2.1").contains("pp_partition: [3, 1]"))
    #expect(throws: LayoutNotExpressible.self) { try options(worker, version: "1.0.0") }
  }

  @Test func frontEnd() throws {
    func worker(_ role: WorkerRole) -> LaunchedWorker {
      SmallWorker.worker([SmallWorker.stage(0..<4, tp: 2, dp: 1, ep: 1)], nodes: [[0, 1]], role: role)
    }
    let deployments = LaunchedDeployment.withOwnPorts([
      LaunchedDeployment(
        name: "m",
        groups: [
          .init(name: "prefill", workers: [worker(.prefill)]), .init(name: "decode", workers: [worker(.decode)]),
        ])
    ])
    let files = try TensorRTLLM(version: nil).frontEnd(for: deployments[0])
    #expect(files.map(\.path) == ["disaggregated.sh", "disaggregated.yaml"])
    #expect(
      files[1].text == """
        hostname: 0.0.0.0
        port: 8333
        backend: pytorch
        context_servers:
          num_instances: 1
          urls:
            - "n0:8000"
        generation_servers:
          num_instances: 1
          urls:
            - "n0:8001"

        """)
  }
}
