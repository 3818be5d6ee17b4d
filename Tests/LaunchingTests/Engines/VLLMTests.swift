import Testing
@testable import Launching

@Suite("vLLM is started with the flags of its version")
struct VLLMTests {
  private func wide(ranks: [[Int]]? = nil, tokens: [Double]? = nil, copies: Int = 0) -> LaunchedWorker {
    SmallWorker.worker(
      [SmallWorker.stage(0..<4, tp: 1, dp: 4, ep: 4, copies: copies)], nodes: [[0, 1], [0, 1]], ranks: ranks,
      slots: copies > 0 ? 2 : 1, tokens: tokens)
  }

  @Test func dataParallelRanksOnEachMachine() throws {
    let command = try VLLM(version: "0.33.0").command(for: wide())
    #expect(
      SmallWorker.line(command.leader) == """
        vllm serve org/model --tensor-parallel-size 1 --data-parallel-size 4 --enable-expert-parallel \
        --all2all-backend deepep_low_latency --max-model-len 4096 --max-num-seqs 16 --data-parallel-size-local 2 \
        --host 0.0.0.0 --port 8000 --data-parallel-address n0 --data-parallel-rpc-port 13345
        """)
    #expect(
      SmallWorker.line(command.follower).hasSuffix(
        "--data-parallel-address n0 --data-parallel-rpc-port 13345 --data-parallel-start-rank 2 --headless"))
  }

  /// 0.11.0 is told of its all-to-all by the environment, and knows no machines of a tensor-parallel group.
  @Test func versionsDiffer() throws {
    let old = try VLLM(version: "0.11.0").command(for: wide())
    #expect(old.environment == [EnvironmentVariable("VLLM_ALL2ALL_BACKEND", "deepep_low_latency")])
    #expect(!SmallWorker.line(old.leader).contains("--all2all-backend"))
    let tensor = SmallWorker.worker([SmallWorker.stage(0..<4, tp: 4, dp: 1, ep: 1)], nodes: [[0, 1], [0, 1]])
    #expect(throws: LayoutNotExpressible.self) { try VLLM(version: "0.11.0").command(for: tensor) }
    let new = try VLLM(version: "0.12.0").command(for: tensor)
    #expect(
      SmallWorker.line(new.follower).hasSuffix("--nnodes 2 --node-rank 1 --master-addr n0 --headless"))
  }

  @Test func copiesAreAskedFor() throws {
    let worker = wide(ranks: [[0, 1], [0, 2], [0, 3], [0, 1]], tokens: [8, 2, 1, 1], copies: 4)
    let line = SmallWorker.line(try VLLM(version: nil).command(for: worker).leader)
    #expect(line.contains(#"--enable-eplb --eplb-config '{"num_redundant_experts":4}'"#))
    #expect(
      try VLLM(version: nil).deviations(for: worker).map(\.id.rawValue) == ["experts-in-order", "experts-rebalanced"])
  }

  /// Where it can express what was planned, nothing differs.
  @Test func placesThatItCanBeToldOf() throws {
    let engine = try VLLM(version: nil)
    let inOrder = wide(ranks: [[0], [1], [2], [3]], tokens: [1, 1, 1, 1])
    #expect(engine.deviations(for: inOrder).isEmpty)
    let turned = wide(ranks: [[3], [1], [2], [0]], tokens: [1, 1, 1, 1])
    #expect(engine.deviations(for: turned).map(\.id.rawValue) == ["experts-in-order"])
    let robin = SmallWorker.worker(
      [SmallWorker.stage(0..<4, tp: 1, dp: 2, ep: 2)], nodes: [[0, 1]], ranks: [[0, 2], [1, 3]],
      tokens: [4, 4, 1, 1])
    #expect(engine.deviations(for: robin).isEmpty)
    #expect(
      SmallWorker.line(try engine.command(for: robin).leader).contains("--expert-placement-strategy round_robin"))
  }

  @Test func whatItCannotRun() throws {
    let pipeline = SmallWorker.worker(
      [SmallWorker.stage(0..<2, tp: 1, dp: 2, ep: 2), SmallWorker.stage(2..<4, tp: 1, dp: 2, ep: 2)],
      nodes: [[0, 1], [0, 1]])
    let error = #expect(throws: LayoutNotExpressible.self) { try VLLM(version: nil).command(for: pipeline) }
    #expect(error?.reasons.first?.contains("PP 2 with attention DP 2") == true)
    let crossing = SmallWorker.worker(
      [SmallWorker.stage(0..<4, tp: 4, dp: 2, ep: 8)], nodes: [[0, 1], [0, 1], [0, 1], [0, 1]])
    #expect(throws: LayoutNotExpressible.self) { try VLLM(version: nil).command(for: crossing) }
  }
}
