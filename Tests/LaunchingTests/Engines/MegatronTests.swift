import Formats
import Testing
@testable import Launching

@Suite struct MegatronTests {
  /// 61 layers on 4 stages, one layer of multi-token prediction: 16 + 15 + 15 + 15 = 61.
  @Test func aLayoutIsWrittenOut() throws {
    #expect(MegatronPipeline(counts: [16, 15, 15, 15], draftLayers: 1).layout == "Et*16|t*15|t*15|t*15mL")
    #expect(MegatronPipeline(counts: [1, 2], draftLayers: 0).layout == "Et|t*2L")
    #expect(MegatronPipeline(counts: [2, 0], draftLayers: 2).layout == "Et*2|m*2L")
  }

  @Test func anyScriptOfTheNewerVersions() throws {
    let command = try Megatron(version: "0.16.1").command(for: worker([16, 15, 15, 15]))
    let context = CommandContext(leader: .text("h0"), nodeRank: .text("1"))
    #expect(
      ShellText.command(command.follower, in: context) == #"""
        torchrun \
          --nnodes 4 \
          --nproc-per-node 2 \
          --node-rank 1 \
          --master-addr h0 \
          --master-port 29500 tools/run_text_generation_server.py \
          --use-checkpoint-args \
          --load maker/Model-2 \
          --num-layers 61 \
          --tensor-model-parallel-size 1 \
          --pipeline-model-parallel-size 4 \
          --context-parallel-size 1 \
          --num-experts 256 \
          --expert-model-parallel-size 2 \
          --expert-tensor-parallel-size 1 \
          --max-position-embeddings 4096 \
          --seq-length 4096 \
          --micro-batch-size 1 \
          --mtp-num-layers 1 \
          --max-batch-size 16 \
          --pipeline-model-parallel-layout 'Et*16|t*15|t*15|t*15mL' \
          --port 5000
        """#)
    #expect(command.leader == command.follower)
  }

  /// Before 0.13.0, and with multi-token prediction before 0.14.0, only the first stage and the last can differ.
  @Test func olderVersionsHaveOtherFlags() throws {
    let words = try texts(Megatron(version: "0.12.0"), worker([16, 15, 15, 15]))
    #expect(!words.contains("--pipeline-model-parallel-layout"))
    let first = try #require(words.firstIndex(of: "--decoder-first-pipeline-num-layers"))
    #expect(words[(first + 1)...(first + 3)] == ["16", "--decoder-last-pipeline-num-layers", "15"])
    #expect(try !texts(Megatron(version: "0.12.0"), worker([16, 16])).contains { $0.hasPrefix("--decoder") })
    #expect(try texts(Megatron(version: "0.13.1"), worker([31, 30])).contains("--decoder-first-pipeline-num-layers"))
    #expect(try texts(Megatron(version: "0.14.0"), worker([31, 30])).contains("Et*31|t*30mL"))
    #expect(
      try MegatronPipeline(counts: [31, 30], draftLayers: 0).flags(for: MegatronVersion("0.13.0"), worker: "").count
        == 2)
    let refusal = #expect(throws: LayoutNotExpressible.self) {
      try Megatron(version: "0.12.0").command(for: worker([15, 16, 15, 15]))
    }
    #expect(refusal?.reasons.first?.hasPrefix("its stages have 15, 16, 15, 15 layers") == true)
    #expect(try !texts(Megatron(version: "0.11.0"), worker([31, 30])).contains("--mtp-num-layers"))
  }

  @Test func whatIsLostIsSaid() throws {
    let lost = try Megatron(version: "0.11.0").deviations(for: worker([31, 30], redundant: 2))
    #expect(lost.map(\.id.rawValue) == ["micro-batches", "checkpoint-form", "one-copy", "draft-layers"])
    #expect(try Megatron(version: "0.16.1").deviations(for: SmallDeployment.pair.workers[0]).count == 1)
  }

  @Test func stagesThatDifferAreRefused() throws {
    let stages = [
      LaunchedStage(layers: 0..<2, tensorParallel: 1, dataParallel: 1, expertParallel: 1, redundantExperts: 0),
      LaunchedStage(layers: 2..<4, tensorParallel: 2, dataParallel: 1, expertParallel: 1, redundantExperts: 0),
    ]
    let worker = SmallDeployment.worker(
      "replica-0", nodes: [SmallDeployment.node("a", gpus: [0, 1, 2], of: 3)], stages: stages)
    let refusal = #expect(throws: LayoutNotExpressible.self) {
      try Megatron(version: "0.16.1").command(for: worker)
    }
    #expect(refusal?.reasons.first?.hasPrefix("its stages differ") == true)
    let version = #expect(throws: Diagnostic.self) { try Megatron(version: "0.10.0") }
    #expect(version?.expected.hasPrefix("one of 0.11.0, 0.12.0") == true)
  }

  /// Two GPUs a stage, EP 2.
  private func worker(_ counts: [Int], redundant: Int = 0) -> LaunchedWorker {
    var start = 0
    let stages = counts.map { count in
      defer { start += count }
      return LaunchedStage(
        layers: start..<(start + count), tensorParallel: 1, dataParallel: 2, expertParallel: 2,
        redundantExperts: redundant)
    }
    let model = LaunchedModel(
      name: "maker/Model-2", layerCount: counts.reduce(0, +), expertLayers: Array(3..<counts.reduce(0, +)),
      expertCount: 256,
      draftLayerCount: 1, weightFormat: nil, cacheFormat: nil)
    let nodes = counts.indices.map { SmallDeployment.node("h\($0)") }
    return SmallDeployment.worker("replica-0", nodes: nodes, model: model, stages: stages)
  }

  private func texts(_ engine: Megatron, _ worker: LaunchedWorker) throws -> [String] {
    try engine.command(for: worker).leader.compactMap { if case .text(let text) = $0 { text } else { nil } }
  }
}
