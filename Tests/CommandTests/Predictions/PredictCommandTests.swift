import Foundation
import Testing

@Suite("layline predict")
struct PredictCommandTests {
  private static let schema = "Sources/Plans/Schemas/serving-prediction.schema.json"

  @Test(arguments: [
    [:], PredictedServing.apart, ["--draft-tokens": "3", "--acceptance": "0.85", "--runtime": nil],
    ["--most-sequences": "16", "--steps-between-admissions": "4", "--requests": "640", "--prefix-cache-hit": "50 %"],
    ["--concurrency": nil, "--requests-per-second": "0.5", "--kv-precision": "fp8"],
  ])
  func documentsAreAsTheSchemaSays(flags: [String: String?]) throws {
    #expect(try SchemaCheck(schema: Self.schema, text: PredictedServing(flags).text).faults == [])
  }

  @Test func theReportSaysEverything() throws {
    let run = try PredictedServing.run()
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors == "")
    let lines = run.output.components(separatedBy: "\n")
    #expect(lines.allSatisfy { $0.count <= 100 })
    #expect(lines[0].contains("DeepSeek-V3 on hgx-h200, 8,192 in, 1,024 out, 64 clients; runtime sglang"))
    for part in [
      "1 worker of 8 GPUs, TP8", "TTFT", "own prefill", "TPOT", "HBM reads", "prefill of others, per token", "Request",
      "output tokens/s", "requests/s", "USD per million output tokens", "fit the HBM", "of its time",
      "decode waits most",
    ] { #expect(run.output.contains(part), "\(part)") }
  }

  @Test func servingApartNamesBothParts() throws {
    let run = try PredictedServing.run(PredictedServing.apart)
    #expect(run.output.contains("4 prefill workers of 4 GPUs, TP1 DP4 EP4; 16 of 72 GPUs of pool gb200"))
    #expect(run.output.contains("1 decode worker of 32 GPUs, TP1 DP32 EP32"))
    #expect(run.output.contains("handover to decode"))
    #expect(!run.output.contains("prefill of others"))
  }

  @Test func theSameQuestionHasTheSameBytes() throws {
    for more in [[], ["--json"], ["--explain"]] {
      #expect(try PredictedServing.run([:], more).output == PredictedServing.run([:], more).output)
    }
  }

  @Test func explanationsFollowTheReport() throws {
    let report = try PredictedServing.run().output
    let run = try PredictedServing.run([:], ["--explain"])
    #expect(run.output.hasPrefix(report))
    let rest = run.output.dropFirst(report.count)
    #expect(rest.contains("\ntime to first token  ") && rest.contains("\ntime per output token  "))
    #expect(rest.contains("calibration default: "))
    expectRefusal(try PredictedServing.run([:], ["--explain", "--json"]), id: "usage")
  }

  @Test func theFileHoldsWhatJSONPrints() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "prediction.json").path()
    let run = try PredictedServing.run(["--output": file])
    #expect(run.status == 0 && run.output.contains("TTFT"))
    #expect(try String(contentsOfFile: file, encoding: .utf8) == PredictedServing().text)
    expectRefusal(try PredictedServing.run(["--output": folder.url.path()]), id: "output-failed", saying: ["--output"])
  }

  @Test func poolsAreNamed() throws {
    let mixed: [String: String?] = ["--cluster": "mixed-gb200-h200"]
    expectRefusal(try PredictedServing.run(mixed), id: "missing-pool", saying: ["--pool", "gb200, h200"])
    #expect(try PredictedServing.run(mixed, ["--pool", "h200"]).output.contains("GPUs of pool h200"))
    let both = try PredictedServing.run(
      mixed.merging([
        "--tensor-parallel": nil, "--prefill": "tp=8", "--decode": "tp=8", "--pool": "gb200", "--prefill-pool": "h200",
      ]) { $1 })
    #expect(both.output.contains("1 prefill worker of 8 GPUs, TP8; 8 of "), "\(both.errors)")
    #expect(both.output.contains("pool h200") && both.output.contains("pool gb200"))
  }

  @Test(
    arguments: [
      (["--runtime": nil], "runtime-any"), (["--runtime": "any"], "runtime-any"),
      (["--concurrency": "512"], "batch-limited-by-hbm"),
      (["--concurrency": "512", "--requests": "512"], "throughput-beyond-batch"),
      (["--concurrency": "512", "--most-sequences": "8"], "batch-limited-by-scheduler"),
      (["--model": "Llama-3.1-8B", "--cluster": "mi300x-4-nodes", "--tensor-parallel": "1"], "calibration-inherited"),
      (["--cluster": "hgx-h200-4-nodes", "--pipeline-parallel": "2"], "worker-across-domains"),
      (
        PredictedServing.apart.merging(["--requests-per-second": nil, "--concurrency": "4096"]) { $1 },
        "prefill-saturated"
      ),
    ] as [([String: String?], String)])
  func warnings(flags: [String: String?], id: String) throws {
    #expect(try PredictedServing(flags).warnings.contains(id))
    #expect(try PredictedServing().warnings == [])
  }
}
