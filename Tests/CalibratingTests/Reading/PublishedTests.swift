import Costing
import Testing
@testable import Calibrating

@Suite("Published figures become runs, or are kept with a reason")
struct PublishedTests {
  private func run(_ changes: [String: String] = [:]) throws -> MeasuredRun {
    let file = try Readings.file(PublishedText.list(PublishedText.entry(changes)))
    #expect(file.form == .publishedFigures)
    #expect(file.unreadable.map { "\($0.reason)" } == [])
    return try #require(file.runs.first)
  }

  private func refusal(_ changes: [String: String]) throws -> UnreadableRow {
    try #require(try Readings.file(PublishedText.list(PublishedText.entry(changes))).unreadable.first)
  }

  @Test func decodeAtABatch() throws {
    let run = try run()
    #expect(run.model == "deepseek-ai/DeepSeek-V3" && run.accelerator == "H100")
    #expect(run.runtime == "sglang" && run.runtimeVersion == nil)
    #expect(run.weightFormat == .float8 && run.denseFormat == nil && run.cacheFormat == nil)
    #expect(
      run.deployment == .decodeOnly(WorkerGroup(dataParallel: 72, expertParallel: 72, redundantExperts: 32)))
    #expect(
      run.traffic
        == Traffic(inputTokens: 2000, outputTokens: 100, averageContext: 2000, load: .sequencesPerRank(256)))
    #expect(run.twoBatchOverlap && !run.expertsAreBalanced)
    #expect(run.figures == [.outputTokensPerSecondPerGPU: 22282.0 / 8])
    #expect(run.place == "[0]")
  }

  @Test func decodeWithoutOutputLengthKeepsItsPrompt() throws {
    let traffic = try run(["workload": #"{"isl": 2000, "batch_per_gpu": 1408}"#]).traffic
    #expect(traffic.averageContext == 2000)
    let atContext = try run(["workload": #"{"ctx": 4989, "batch_per_gpu": 64}"#]).traffic
    #expect(atContext.inputTokens == 4989 && atContext.averageContext == 4989)
  }

  @Test func prefillAtTokensPerRank() throws {
    let run = try run([
      "what": "\"prefill with simulated perfect EPLB\"", "gpus": "32",
      "layout": #"{"ep": 32, "attention_dp": 32, "phase": "prefill"}"#,
      "workload": #"{"isl": 4096, "batch_per_gpu": 16384, "prefix_cache_hit": 0.5}"#,
      "metric": "\"input tok/s per node\"", "value": "59337",
    ])
    #expect(run.deployment == .prefillOnly(WorkerGroup(dataParallel: 32, expertParallel: 32)))
    #expect(run.traffic.load == .promptTokensPerRank(16384) && run.traffic.prefixCacheHitRate == 0.5)
    #expect(run.expertsAreBalanced && !run.twoBatchOverlap)
    #expect(run.figures == [.inputTokensPerSecondPerGPU: 59337.0 / 8])
  }

  @Test func disaggregatedAtAConcurrency() throws {
    let run = try run([
      "hardware": "\"gb200\"", "gpus": "64", "precision": "\"fp4\"",
      "layout": """
      {"tp": 4, "phase": "disagg", "prefill": {"workers": 1, "tp": 1, "attention_dp": 4, "ep": 4, "moe_tp": 1},
       "decode": {"workers": 15, "tp": 4, "attention_dp": 1, "ep": 4, "moe_tp": 1}}
      """,
      "workload": #"{"isl": 1024, "osl": 8192, "batch_per_gpu": 9, "concurrency": 135}"#,
      "notes": "\"TTFT 10118 ms; backend trtllm 0.8.1.post2; more\"", "metric": "\"mean/median TPOT\"",
      "value": "9.74", "unit": "\"ms\"",
    ])
    #expect(
      run.deployment
        == .disaggregated(
          prefill: WorkerGroup(dataParallel: 4, expertParallel: 4),
          decode: WorkerGroup(workers: 15, tensorParallel: 4, expertParallel: 4)))
    #expect(run.traffic.load == .concurrency(135))
    #expect(run.runtime == "trtllm" && run.runtimeVersion == "0.8.1.post2")
    #expect(run.accelerator == "GB200" && run.weightFormat == .nvfp4)
    #expect(run.figures == [.timePerOutputToken: 0.00974])
  }

  @Test func decodeAtNoStatedBatchIsAtCapacity() throws {
    #expect(try run(["workload": #"{"isl": 2000}"#]).traffic.load == .capacity)
  }

  /// 22,282 tokens per second on a machine of 8 say what batch a user's 21 tokens per second are at, and the other way round.
  @Test func figuresOfOneDeploymentImplyEachOthersLoad() throws {
    let workload = #"{"ctx": 2000}"#
    let throughput = PublishedText.entry(["id": "\"a\"", "workload": workload])
    let speed = PublishedText.entry([
      "id": "\"b\"", "workload": workload, "metric": "\"output speed\"", "value": "20", "unit": "\"tok/s/user\"",
    ])
    let runs = try Readings.file(PublishedText.list(throughput, speed)).runs
    #expect(runs.map(\.traffic.load) == [.timePerOutputToken(0.05), .tokensPerSecondPerRank(22282.0 / 8)])
  }

  @Test func maximumThroughputIsThatOfTheLargestBatch() throws {
    let run = try run([
      "what": "\"max-throughput, v1.0\"", "gpus": "16", "layout": #"{"tp": 8, "phase": "both (aggregated)"}"#,
      "workload": #"{"isl": 1000, "osl": 1000}"#, "metric": "\"total output tok/s\"", "value": "3200",
      "unit": "\"tok/s\"",
    ])
    #expect(run.deployment == .aggregated(WorkerGroup(workers: 2, tensorParallel: 8)))
    #expect(run.traffic.load == .capacity)
    #expect(run.figures == [.outputTokensPerSecondPerGPU: 200])
  }

  @Test func draftsWithTheirAcceptance() throws {
    let run = try run([
      "what": "\"min latency best\"", "gpus": "8", "layout": #"{"tp": 8, "ep": 2, "moe_tp": 4, "phase": "decode"}"#,
      "workload": #"{"isl": 1024, "osl": 2048, "mtp": "MTP3, AL 3.1 relaxed"}"#, "metric": "\"TPS/user\"",
      "unit": "\"tok/s/user\"", "value": "368",
    ])
    let speculation = try #require(run.speculation)
    #expect(speculation.draftTokens == 3)
    #expect(abs(speculation.tokensPerStep - 3.1) < 1e-9)
    #expect(run.traffic.load == .sequencesPerRank(1))
    #expect(run.figures == [.outputTokensPerSecondPerUser: 368])
  }

  @Test(arguments: [
    ("FP8 attention/KV + NVFP4 MoE", "nvfp4", "fp8", "fp8"), ("NVFP4 MoE + FP8", "nvfp4", "fp8", "-"),
    ("NVFP4 + FP8 KV", "nvfp4", "-", "fp8"), ("BF16 attention + FP8 MoE", "fp8", "bf16", "-"), ("", "-", "-", "-"),
    ("mxfp4", "mxfp4", "-", "-"), ("BF16 KV", "-", "-", "bf16"),
  ])
  func precision(text: String, experts: String, dense: String, cache: String) throws {
    let run = try run(["precision": "\"\(text)\""])
    let formats = [run.weightFormat, run.denseFormat, run.cacheFormat].map { $0?.rawValue ?? "-" }
    #expect(formats == [experts, dense, cache])
  }

  @Test(
    arguments: [
      (
        [
          "layout": #"{"tp": 1, "attention_dp": 72, "ep": 72, "phase": "both"}"#,
          "workload": #"{"isl": 2000, "osl": 100}"#,
        ], "missing-load", true
      ),
      (["workload": "null"], "missing-load", true),
      (["workload": #"{"batch_per_gpu": 128}"#], "missing-lengths", true),
      (["workload": #"{"isl": 9, "batch_per_gpu": 1, "mtp": "3 draft tokens"}"#], "missing-acceptance", true),
      (["layout": #"{"phase": "both"}"#], "missing-layout", true),
      (["layout": #"{"tp": 1, "attention_dp": "8..32", "phase": "decode"}"#], "missing-layout", true),
      (["layout": #"{"tp": 1}"#], "missing-layout", true),
      (["gpus": "71"], "layout-contradiction", true),
      (["layout": #"{"attention_dp": 72, "ep": 72, "moe_tp": 2, "phase": "decode"}"#], "layout-contradiction", true),
      (["hardware": "\"some machine\""], "missing-accelerator", true),
      (["precision": "\"tiny\""], "unknown-precision", true),
      (["model": "null"], "missing-model", true), (["value": "0"], "out-of-range", true),
      (["layout": #"{"tp": 8, "phase": "train"}"#], "not-serving", false),
      (["what": "\"analytic bound (not a measurement)\""], "not-serving", false),
      (["unit": "\"us\"", "metric": "\"dispatch latency\""], "not-serving", false),
      (["unit": "\"GB (avail 12)\"", "metric": "\"weights per GPU\""], "not-serving", false),
      (["value": "\"fast\""], "wrong-type", false), (["id": "3"], "wrong-type", false),
    ] as [([String: String], String, Bool)])
  func refusals(changes: [String: String], id: String, measuresServing: Bool) throws {
    let row = try refusal(changes)
    #expect(row.reason.id.rawValue == id, "\(row.reason)")
    #expect((row.quantities == [.outputTokensPerSecondPerGPU]) == measuresServing)
    #expect(row.place == "[0]")
  }

  @Test(arguments: [
    ("latency same leaf", "us", "the latency of a kernel or a link"),
    ("speed-up", "x (1.49x prefill)", "a ratio of two figures"),
    ("achievable NVLink", "GB/s per direction of 200", "the bandwidth of a kernel or a link"),
    ("KV tokens", "tokens (K 8.23 GB)", "an amount of memory"), ("MFU", "TFLOP/s per GPU", "an arithmetic rate"),
    ("time/step", "s", "the time of a whole batch"), ("PP degree", "stages", "the size of a layout"),
  ])
  func whatIsNoServingIsNamed(metric: String, unit: String, what: String) throws {
    let row = try refusal(["metric": "\"\(metric)\"", "unit": "\"\(unit)\""])
    #expect(row.reason.expected == "a figure of serving, which \(what) is not")
  }

  @Test func aNodeOfGB200IsNotGuessed() throws {
    #expect(try refusal(["hardware": "\"GB200 NVL72\""]).reason.id.rawValue == "missing-layout")
    #expect(try run(["hardware": "\"H800\""]).figures == [.outputTokensPerSecondPerGPU: 22282.0 / 8])
  }
}
