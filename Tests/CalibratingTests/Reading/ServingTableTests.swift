import Costing
import Testing
@testable import Calibrating

@Suite("A table of serving runs becomes runs")
struct ServingTableTests {
  @Test func anAggregatedRow() throws {
    let run = try #require(try Readings.file(ServingText.table(ServingText.aggregated)).runs.first)
    #expect(run.id == "one")
    #expect(run.place == "line 2")
    #expect(run.model == "deepseek-ai/DeepSeek-V3")
    #expect(run.runtime == "sglang" && run.runtimeVersion == "0.5.9")
    #expect(run.weightFormat == .float8 && run.denseFormat == nil)
    #expect(run.deployment == .aggregated(WorkerGroup(dataParallel: 8, expertParallel: 4)))
    // The client sends lengths between 0.8 and 1 of the nominal ones, and ten waves of requests.
    let traffic = Traffic(inputTokens: 921.6, outputTokens: 7372.8, load: .concurrency(64), requests: 640)
    #expect(run.traffic == traffic && run.scheduler == SchedulerSettings())
    #expect(run.speculation == nil)
    #expect(run.figures == [.timeToFirstToken: 0.25, .timePerOutputToken: 0.0305])
    #expect(run.labels.accelerator == "H200" && run.labels.model == "DeepSeek-V3")
  }

  @Test func aDisaggregatedRow() throws {
    let run = try #require(try Readings.file(ServingText.table(ServingText.disaggregated)).runs.first)
    #expect(
      run.deployment
        == .disaggregated(
          prefill: WorkerGroup(workers: 2, tensorParallel: 4, expertParallel: 4),
          decode: WorkerGroup(workers: 2, dataParallel: 8, expertParallel: 8)))
    #expect(run.weightFormat == .nvfp4)
    #expect(run.runtimeVersion == nil)
    #expect(run.deployment.gpus == 24)
  }

  @Test func formatsOfExpertsAndOfTheRestMayDiffer() throws {
    let row = ServingText.row(["gemm_quant_mode": "float16", "moe_quant_mode": "w4a16_mxfp4"])
    let run = try #require(try Readings.file(ServingText.table(row)).runs.first)
    #expect(run.weightFormat == .mxfp4 && run.denseFormat == .float16)
  }

  @Test func columnsMayStandInAnyOrderWithOthersBetween() throws {
    let text = """
      silicon_tpot_ms,note,id,moe_ep_size_f,system,mode,model_path,precision,isl,osl,conc,tp_size_f,\
      attention_dp_size_f,silicon_ttft_ms
      12.5,"a, ""b""\",x,1,b200_sxm,agg,"Qwen/Qwen3-32B",bf16,100,200,4,2,1,
      """
    let file = try Readings.file(text)
    let run = try #require(file.runs.first)
    #expect(run.figures == [.timePerOutputToken: 0.0125])
    #expect(run.deployment == .aggregated(WorkerGroup(tensorParallel: 2)))
    #expect(run.weightFormat == .bfloat16)
    #expect(file.remarks == ["runs: nobody reads the columns note"])
  }

  @Test func byteOrderMarkAndCarriageReturnsAreNoPartOfValues() throws {
    let text = "\u{FEFF}" + ServingText.table(ServingText.aggregated, "", ServingText.disaggregated)
    let file = try Readings.file(text.replacing("\n", with: "\r\n") + "\r\n")
    #expect(file.runs.map(\.id) == ["one", "two"])
    #expect(file.runs.map(\.place) == ["line 2", "line 4"])
    #expect(file.remarks == [])
  }

  @Test func aQuotedLineBreakCountsAsALine() throws {
    let text = ServingText.table(ServingText.row(["measured": "\"2026\n04\""]), ServingText.disaggregated)
    #expect(try Readings.file(text).runs.map(\.place) == ["line 2", "line 4"])
  }

  @Test func duplicateIdsAreRemarked() throws {
    let file = try Readings.file(
      ServingText.table(ServingText.aggregated, ServingText.aggregated, ServingText.aggregated))
    #expect(file.runs.count == 3)
    #expect(file.remarks == ["runs: the id \"one\" occurs more than once"])
  }
}
