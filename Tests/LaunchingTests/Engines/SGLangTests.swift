import Formats
import Foundation
import Testing
@testable import Launching

@Suite("SGLang is started with the flags of its version")
struct SGLangTests {
  private let wide = SmallWorker.worker(
    [SmallWorker.stage(0..<4, tp: 1, dp: 4, ep: 4, copies: 4)], nodes: [[0, 1], [0, 1]], sequences: 1000,
    ranks: [[0, 1], [0, 2], [0, 3], [0, 1]], tokens: [8, 2, 1, 1])

  @Test func newest() throws {
    let command = try SGLang(version: "0.5.23").command(for: wide)
    #expect(
      SmallWorker.line(command.follower) == """
        python3 -m sglang.launch_server --model-path org/model --tp-size 4 --attn-dp-size 4 --enable-dp-lm-head \
        --moe-dense-tp-size 1 --ep-size 4 --moe-a2a-backend deepep --ep-num-redundant-experts 4 \
        --ep-dispatch-algorithm dynamic --init-expert-location f/expert-location.json --context-length 4096 \
        --max-running-requests 1000 --cuda-graph-max-bs-decode 250 --host 0.0.0.0 --port 30000 --nnodes 2 \
        --node-rank 1 --dist-init-addr n0:20000
        """)
    #expect(command.environment == [EnvironmentVariable("SGLANG_DEEPEP_NUM_MAX_DISPATCH_TOKENS_PER_RANK", "250")])
    #expect(command.machineWords.leader == 6)
  }

  /// By hand: 4 ranks of 2 slots; a row for each layer, the dense one in order and again.
  @Test func mapOfExperts() throws {
    let file = try #require(try SGLang(version: nil).command(for: wide).files.first)
    let rows = try #require(
      JSONSerialization.jsonObject(with: Data(file.text.utf8)) as? [String: [[Int]]])["physical_to_logical_map"]
    #expect(rows == [[0, 1, 2, 3, 0, 1, 2, 3]] + [[Int]](repeating: [0, 1, 0, 2, 0, 3, 0, 1], count: 3))
  }

  @Test(arguments: [
    ("0.4.10", "--dp-size 4 --enable-dp-attention", "--enable-deepep-moe", "--cuda-graph-max-bs 250"),
    ("0.5.5", "--dp-size 4 --enable-dp-attention", "--moe-a2a-backend deepep", "--cuda-graph-max-bs 250"),
    ("0.5.15", "--dp-size 4 --enable-dp-attention", "--moe-a2a-backend deepep", "--cuda-graph-max-bs-decode 250"),
    ("0.5.22", "--attn-dp-size 4", "--moe-a2a-backend deepep", "--cuda-graph-max-bs-decode 250"),
  ])
  func versionsDiffer(version: String, attention: String, experts: String, graphs: String) throws {
    let line = SmallWorker.line(try SGLang(version: version).command(for: wide).leader) + " "
    for words in [attention, experts, graphs] { #expect(line.contains(" \(words) "), "\(line)") }
  }

  @Test func unknownVersionsAreListed() {
    let error = #expect(throws: Diagnostic.self) { try SGLang(version: "0.5.99") }
    #expect(error?.id.rawValue == "unknown-version")
    #expect(error.map { "\($0)".contains("0.4.10, 0.5.5") && "\($0)".contains("0.5.23") } == true)
  }

  /// Experts in order need no map, and one GPU no machines.
  @Test func nothingNeedless() throws {
    let worker = SmallWorker.worker(
      [SmallWorker.stage(0..<4, tp: 2, dp: 1, ep: 2)], nodes: [[0, 1]], ranks: [[0, 1], [2, 3]])
    let command = try SGLang(version: nil).command(for: worker)
    #expect(command.files.isEmpty)
    #expect(command.machineWords.leader == 0)
    #expect(!SmallWorker.line(command.leader).contains("a2a"))
  }

  @Test func pipelinesSayTheirSplit() throws {
    let worker = SmallWorker.worker(
      [SmallWorker.stage(0..<3, tp: 2, dp: 1, ep: 1), SmallWorker.stage(3..<4, tp: 2, dp: 1, ep: 1)],
      nodes: [[0, 1], [0, 1]])
    let command = try SGLang(version: nil).command(for: worker)
    #expect(command.environment == [EnvironmentVariable("SGLANG_PP_LAYER_PARTITION", "3,1")])
    #expect(SmallWorker.line(command.leader).contains("--tp-size 2 --pp-size 2 "))
  }

  @Test func rolesAreSaid() throws {
    let prefill = SmallWorker.worker(
      [SmallWorker.stage(0..<4, tp: 2, dp: 1, ep: 1)], nodes: [[0, 1]], role: .prefill, sequences: nil)
    let line = SmallWorker.line(try SGLang(version: nil).command(for: prefill).leader)
    #expect(line.contains("--disaggregation-mode prefill --disaggregation-transfer-backend nixl"))
    #expect(!line.contains("--max-running-requests"))
  }

  @Test func formats() throws {
    func line(_ model: LaunchedModel, version: String? = nil) throws -> String {
      let worker = SmallWorker.worker(
        [SmallWorker.stage(0..<4, tp: 2, dp: 1, ep: 1)], nodes: [[0, 1]], model: model)
      return SmallWorker.line(try SGLang(version: version).command(for: worker).leader)
    }
    #expect(try line(SmallWorker.model(weightFormat: .float8)).contains("--quantization fp8"))
    #expect(
      try !line(SmallWorker.model(weightFormat: .float8, isCheckpointGiven: true)).contains("--quantization"))
    #expect(try line(SmallWorker.model(cacheFormat: .float8)).contains("--kv-cache-dtype fp8_e4m3"))
    #expect(throws: LayoutNotExpressible.self) { try line(SmallWorker.model(cacheFormat: .integer8)) }
    #expect(throws: LayoutNotExpressible.self) {
      try line(SmallWorker.model(cacheFormat: .nvfp4), version: "0.5.15")
    }
  }
}
