import Costing
import Testing
@testable import Calibrating

@Suite("Results of load generators become runs")
struct BenchmarkTests {
  static let vllm = """
    {"date": "20260401-101010", "endpoint_type": "vllm", "backend": "vllm", "label": null,
     "model_id": "deepseek-ai/DeepSeek-R1", "tokenizer_id": "deepseek-ai/DeepSeek-R1", "num_prompts": 1000,
     "accelerator": "H200", "tensor_parallel_size": "2", "data_parallel_size": "4", "enable_expert_parallel": "true",
     "precision": "fp8", "kv_precision": "fp8", "runtime_version": "0.19.0",
     "request_rate": "inf", "burstiness": 1.0, "max_concurrency": 64, "duration": 100.0, "completed": 1000,
     "failed": 0, "total_input_tokens": 1024000, "total_output_tokens": 512000, "request_throughput": 10.0,
     "output_throughput": 5120.0, "total_token_throughput": 15360.0, "mean_ttft_ms": 200.0, "median_ttft_ms": 150.0,
     "p99_ttft_ms": 900.0, "mean_tpot_ms": 12.5, "median_tpot_ms": 12.0, "mean_itl_ms": 12.4}
    """
  static let sglang = """
    {"backend": "sglang", "dataset_name": "random", "request_rate": Infinity, "max_concurrency": null, \
    "sharegpt_output_len": null, "random_input_len": 1024, "random_output_len": 1024, "random_range_ratio": 0.8, \
    "duration": 10.0, "completed": 32, "total_input_tokens": 32000, "total_output_tokens": 16000, \
    "output_throughput": 1600.0, "mean_ttft_ms": 300.0, "mean_tpot_ms": 8.0, "accept_length": null}
    """

  /// What results of SGLang leave out.
  static var settings: BenchmarkSettings {
    var settings = BenchmarkSettings()
    settings.model = "DeepSeek-V3"
    settings.accelerator = "B200"
    settings.tensorParallel = 8
    return settings
  }

  @Test func vllmWithMetadata() throws {
    let file = try Readings.file(Self.vllm, name: "folder/result.json")
    #expect(file.form == .vllmBenchmark)
    let run = try #require(file.runs.first)
    #expect(run.id == "result")
    #expect(run.model == "deepseek-ai/DeepSeek-R1" && run.accelerator == "H200")
    #expect(run.deployment == .aggregated(WorkerGroup(tensorParallel: 2, dataParallel: 4, expertParallel: 8)))
    #expect(
      run.traffic == Traffic(inputTokens: 1024, outputTokens: 512, load: .concurrency(64), requests: 1000))
    #expect(run.weightFormat == .float8 && run.cacheFormat == .float8)
    #expect(run.runtime == "vllm" && run.runtimeVersion == "0.19.0" && run.speculation == nil)
    #expect(
      run.figures == [
        .timeToFirstToken: 0.2, .timePerOutputToken: 0.0125, .outputTokensPerSecondPerGPU: 640,
        .totalTokensPerSecondPerGPU: 1920,
      ])
  }

  @Test func sglangHasARunInEachLine() throws {
    let second = Self.sglang.replacing("Infinity", with: "4.0").replacing(
      "\"completed\": 32", with: "\"completed\": 16")
    let file = try Readings.file("\(Self.sglang)\n\n\(second)\n", name: "x.jsonl", settings: Self.settings)
    #expect(file.form == .sglangBenchmark)
    #expect(file.runs.map(\.id) == ["x#1", "x#2"])
    #expect(file.runs.map(\.place) == ["line 1", "line 3"])
    #expect(file.runs[0].traffic == Traffic(inputTokens: 1000, outputTokens: 500, load: .concurrency(32), requests: 32))
    #expect(file.runs[1].traffic.load == .requestsPerSecond(4) && file.runs[1].traffic.inputTokens == 2000)
    #expect(file.runs[0].runtime == "sglang" && file.runs[0].deployment.gpus == 8)
    #expect(file.runs[0].figures[.outputTokensPerSecondPerGPU] == 200)
  }

  @Test func sglangServersNameTheirLayout() throws {
    let server = """
      "server_info": {"model_path": "deepseek-ai/DeepSeek-V3", "tp_size": 16, "dp_size": 8, \
      "enable_dp_attention": true, "ep_size": 16, "pp_size": 1, "version": "0.5.9"}, "duration"
      """
    var settings = BenchmarkSettings()
    settings.accelerator = "H200"
    let text = Self.sglang.replacing("\"duration\"", with: server)
    let run = try #require(try Readings.file(text, settings: settings).runs.first)
    #expect(run.deployment == .aggregated(WorkerGroup(tensorParallel: 2, dataParallel: 8, expertParallel: 16)))
    #expect(run.model == "deepseek-ai/DeepSeek-V3" && run.runtimeVersion == "0.5.9")
    let replicas = text.replacing("\"enable_dp_attention\": true", with: "\"enable_dp_attention\": false")
    let others = try #require(try Readings.file(replicas, settings: settings).runs.first)
    #expect(others.deployment == .aggregated(WorkerGroup(workers: 8, tensorParallel: 16, expertParallel: 16)))
  }

  @Test func acceptedLengthsBecomeProbabilities() throws {
    let accepted = Self.sglang.replacing(
      "\"accept_length\": null", with: "\"accept_length\": 1.75, \"draft_tokens\": \"2\"")
    let run = try #require(try Readings.file(accepted, settings: Self.settings).runs.first)
    // 1 + 0.5 + 0.25 = 1.75.
    #expect(run.speculation?.draftTokens == 2)
    #expect(abs((run.speculation?.acceptance ?? 0) - 0.5) < 1e-9)
    let counted = Self.vllm.replacing(
      "\"failed\": 0",
      with:
        "\"failed\": 0, \"spec_decode_acceptance_length\": 1.75, \"spec_decode_num_drafts\": 50, \"spec_decode_draft_tokens\": 100"
    )
    #expect(try Readings.file(counted).runs.first?.speculation?.draftTokens == 2)
    let partly = Self.sglang.replacing("\"accept_length\": null", with: "\"accept_length\": 1.75")
    #expect(
      try Readings.file(partly, settings: Self.settings).unreadable.first?.reason.id.rawValue == "missing-acceptance")
  }

  @Test func everythingAtOnceIsAsManyAsThereAre() throws {
    let text = Self.vllm.replacing("\"max_concurrency\": 64", with: "\"max_concurrency\": null")
    #expect(try Readings.file(text).runs.first?.traffic.load == .concurrency(1000))
    let few = Self.vllm.replacing("\"max_concurrency\": 64", with: "\"max_concurrency\": 4096")
    #expect(try Readings.file(few).runs.first?.traffic.load == .concurrency(1000))
  }

  @Test func failedRequestsAreRemarked() throws {
    let file = try Readings.file(Self.vllm.replacing("\"failed\": 0", with: "\"failed\": 3"))
    #expect(file.remarks == ["runs, line 1: 3 requests failed; means are over the others"])
  }

  @Test(arguments: [
    ("\"request_rate\": \"inf\"", "\"request_rate\": 5.0", "load-ambiguous"),
    ("\"request_rate\": \"inf\"", "\"request_rate\": \"trace\"", "load-unsteady"),
    ("\"burstiness\": 1.0", "\"ramp_up_strategy\": \"linear\"", "load-unsteady"),
    ("\"completed\": 1000", "\"completed\": 0", "out-of-range"),
    ("\"total_input_tokens\": 1024000", "\"total_input_tokens\": \"many\"", "wrong-type"),
    ("\"precision\": \"fp8\"", "\"precision\": \"fp9\"", "unknown-value"),
    ("\"enable_expert_parallel\": \"true\"", "\"enable_expert_parallel\": \"often\"", "wrong-type"),
    ("\"enable_expert_parallel\": \"true\"", "\"expert_parallel_size\": \"3\"", "layout-contradiction"),
  ])
  func oneBadResultIsAMiss(old: String, new: String, id: String) throws {
    let row = try #require(try Readings.file(Self.vllm.replacing(old, with: new)).unreadable.first)
    #expect(row.reason.id.rawValue == id && row.reason.line == 1)
    #expect(row.quantities.contains(.timePerOutputToken))
    #expect(row.labels.model == "DeepSeek-R1")
  }

  // MARK: - What the command line adds

  @Test func flagsFillWhatTheFileLeavesOut() throws {
    var settings = BenchmarkSettings()
    settings.pipelineParallel = 2
    settings.model = "DeepSeek-R1"
    let run = try #require(try Readings.file(Self.vllm, settings: settings).runs.first)
    #expect(run.deployment.gpus == 16)
    #expect(run.model == "DeepSeek-R1")
  }

  @Test func flagsMustNotContradictTheFile() throws {
    var settings = BenchmarkSettings()
    settings.tensorParallel = 8
    #expect(Readings.fault(Self.vllm, settings: settings)?.id.rawValue == "flag-contradicts-file")
    #expect(Readings.fault(Self.vllm, settings: settings)?.file == "--tensor-parallel")
    settings.tensorParallel = 2
    settings.model = "DeepSeek-V3"
    #expect(Readings.fault(Self.vllm, settings: settings)?.file == "--model")
  }

  @Test(arguments: [
    ("\"accelerator\": \"H200\",", "--accelerator"), ("\"tensor_parallel_size\": \"2\",", "--tensor-parallel"),
  ])
  func whatNobodySaysIsAskedFor(key: String, flag: String) {
    let fault = Readings.fault(Self.vllm.replacing(key, with: ""))
    #expect(fault?.id.rawValue == "missing-setting")
    #expect(fault?.advice?.contains(flag) == true)
  }

  @Test func aBrokenLineIsNamed() {
    let fault = Readings.fault("\(Self.sglang)\n{\"backend\": \n", settings: Self.settings)
    #expect(fault?.id.rawValue == "json-invalid" && fault?.line == 2)
    #expect(
      Readings.fault("\(Self.sglang)\n{\"a\": 1}\n", settings: Self.settings)?.id.rawValue == "measured-form-mixed")
  }
}
