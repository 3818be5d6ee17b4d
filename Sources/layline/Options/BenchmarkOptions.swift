import ArgumentParser
import Inputs
import Quantities
import Validation

/// What result files of load generators leave out. A file may say it itself, and must not be contradicted.
struct BenchmarkOptions: ParsableArguments {
  @Option(help: "The model that was served: a catalogue name, a Hugging Face name or a path.", completion: .models)
  var model: String?

  @Option(help: "The accelerator that served: H200, GB200-NVL72, ...", completion: .accelerators)
  var accelerator: String?

  @Option(parsing: .unconditional, help: "Ranks that share one sequence's attention.")
  var tensorParallel: String?

  @Option(parsing: .unconditional, help: "Groups of ranks that hold different sequences.")
  var dataParallel: String?

  @Option(parsing: .unconditional, help: "Groups of ranks that hold different experts.")
  var expertParallel: String?

  @Option(parsing: .unconditional, help: "Stages of a pipeline.")
  var pipelineParallel: String?

  @Option(help: "The format that weights were stored in (fp8, bf16, nvfp4, mxfp4, int4, ...).", completion: .formats)
  var precision: String?

  @Option(
    name: .customLong("kv-precision"), help: "The format of KV-cache elements (bf16, fp8, ...).", completion: .formats)
  var cachePrecision: String?

  @Option(help: "The serving runtime: vllm, sglang, trtllm.", completion: .list(["vllm", "sglang", "trtllm", "any"]))
  var runtime: String?

  @Option(help: "Its version.")
  var runtimeVersion: String?

  /// - Throws: `Diagnostic` that names the flag at fault.
  func settings() throws -> BenchmarkSettings {
    var settings = BenchmarkSettings()
    settings.model = model
    settings.accelerator = accelerator
    settings.tensorParallel = try degree("--tensor-parallel", tensorParallel)
    settings.dataParallel = try degree("--data-parallel", dataParallel)
    settings.expertParallel = try degree("--expert-parallel", expertParallel)
    settings.pipelineParallel = try degree("--pipeline-parallel", pipelineParallel)
    settings.precision = try FlagValue.node("--precision", precision)?.choice(NumberFormat.self)
    settings.cachePrecision = try FlagValue.node("--kv-precision", cachePrecision)?.choice(NumberFormat.self)
    settings.runtime = runtime
    settings.runtimeVersion = runtimeVersion
    return settings
  }

  private func degree(_ flag: String, _ text: String?) throws -> Int? {
    try FlagValue.node(flag, text)?.integer(atLeast: 1, atMost: 1 << 14)
  }
}
