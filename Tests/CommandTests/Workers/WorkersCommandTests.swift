import Foundation
import Testing

@Suite("What layline workers prints")
struct WorkersCommandTests {
  private static let usual = [
    "workers", "--model", "DeepSeek-V3", "--cluster", "hgx-h200-4-nodes", "--input", "4000", "--output-tokens", "1000",
  ]
  private static let targets = ["--ttft", "2 s", "--tpot", "50 ms"]
  private static let columns = "model,pool,role,gpus,gpus_per_domain,requests_per_second,ttft_ms,tpot_ms,name"

  @Test func theTableFitsAScreen() throws {
    for more in [Self.targets, [], ["--precision", "nvfp4", "--cluster", "gb200-nvl72-8-racks"]] {
      let cluster = more.contains("--cluster") ? Array(Self.usual[..<3]) + Array(Self.usual[5...]) : Self.usual
      let run = try Layline.run(cluster + more)
      #expect(run.status == 0 && run.errors == "", "\(run.errors)")
      for line in run.output.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
      for role in ["prefill", "decode", "mixed"] { #expect(run.output.contains("\n  \(role) "), "\(run.output)") }
    }
  }

  /// What the CSV says of a mixed worker, `layline predict` says of a deployment of it.
  @Test func ratesAreKeptUpWith() throws {
    let run = try Layline.run(Self.usual + Self.targets + ["--csv"])
    let lines = run.output.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(run.output.hasPrefix(Self.columns + "\n") && run.status == 0)
    #expect(lines.allSatisfy { $0.count == 9 })
    #expect(Set(lines.dropFirst().map { $0[2] }) == ["prefill", "decode", "mixed"])
    for line in lines.dropFirst() {
      #expect(line[6].isEmpty == (line[2] == "decode") && line[7].isEmpty == (line[2] == "prefill"))
      guard line[2] == "mixed" else { continue }
      let degrees = String(line[8]).split(separator: " ").flatMap { degree in
        [
          ["TP": "--tensor-parallel", "DP": "--data-parallel", "EP": "--expert-parallel", "PP": "--pipeline-parallel"][
            degree.prefix(2)] ?? "", String(degree.dropFirst(2)),
        ]
      }
      let predicted = try Layline.run(
        ["predict"] + Array(Self.usual.dropFirst()) + degrees + ["--requests-per-second", String(line[5]), "--json"])
      #expect(predicted.status == 0, "\(predicted.output)")
      let document = try JSONSerialization.jsonObject(with: Data(predicted.output.utf8)) as? [String: Any]
      let prediction = document?["prediction"] as? [String: Any]
      for (key, column, target) in [("timeToFirstToken", 6, 2000.0), ("timePerOutputToken", 7, 50)] {
        let time = try #require((prediction?[key] as? [String: Any])?["mean_s"] as? Double) * 1e3
        #expect(time <= target * (1 + 1e-5))
        #expect(abs(time / (Double(line[column]) ?? .nan) - 1) < 1e-3, "\(line)")
      }
    }
  }

  @Test func theDocumentIsAsItsSchemaSays() throws {
    let folder = "Sources/Plans/Schemas/worker-rates.schema.json"
    let file = ["workers", "--workloads", "Examples/rate-workers/workloads.yaml", "--cluster", "mixed-gb200-h200"]
    for arguments in [Self.usual + Self.targets, Self.usual + ["--tpot", "1 ms"], file] {
      let text = try Layline.run(arguments + ["--json"]).output
      #expect(try SchemaCheck(schema: folder, text: text).faults == [])
      #expect(try Layline.run(arguments + ["--json"]).output == text, "the same bytes")
    }
    let csv = try Layline.run(file + ["--csv"]).output.split(separator: "\n")
    #expect(Set(csv.dropFirst().compactMap { $0.split(separator: ",").first }) == ["chat", "code completion"])
  }

  @Test func noWorkerIsAnAnswer() throws {
    let run = try Layline.run(Self.usual + ["--tpot", "1 ms"])
    #expect(run.status == 1 && run.errors == "")
    #expect(run.output.contains("(at best TPOT "))
    let large = try Layline.run([
      "workers", "--model", "DeepSeek-V3", "--cluster", "hgx-h100", "--precision", "bf16", "--input", "10",
      "--output-tokens", "10",
    ])
    #expect(large.status == 1 && large.output.contains("do not hold the weights"), "\(large.output)")
  }

  private static let faults: [([String], String, String)] = [
    (["--input", "0"], "out-of-range", "--input: found 0"),
    (["--output-tokens", "1"], "out-of-range", "--output-tokens: found 1"),
    (["--ttft", "2"], "unit-missing", "--ttft: found 2"), (["--tpot", "0 ms"], "out-of-range", "--tpot"),
    (["--prefix-cache-hit", "1"], "out-of-range", "--prefix-cache-hit"),
    (["--workloads", "Examples/rate-workers/workloads.yaml"], "conflict", "--model"),
    (["--runtime", "foo"], "unknown-runtime", "--runtime"),
    (["--draft-tokens", "2"], "conflict", "--draft-tokens"),
    (["--cluster", "nowhere"], "unknown-cluster", "nowhere"), (["--model", "nothing"], "unknown-model", "nothing"),
  ]

  @Test(arguments: faults)
  func badFlagsAreRefused(flags: [String], id: String, place: String) throws {
    var arguments = Self.usual
    if let index = arguments.firstIndex(of: flags[0]) { arguments.removeSubrange(index...index + 1) }
    expectRefusal(try Layline.run(arguments + flags), id: id, saying: [place])
  }

  @Test func whatIsMissingIsSaid() throws {
    expectRefusal(
      try Layline.run("workers", "--cluster", "hgx-h200", "--model", "DeepSeek-V3"), id: "missing-flag",
      saying: ["--input", "--workloads"])
    expectRefusal(
      try Layline.run("workers", "--cluster", "hgx-h200", "--workloads", "nowhere.yaml"), id: "missing-file",
      saying: ["nowhere.yaml"])
    #expect(try Layline.run(Self.usual + ["--csv", "--json"]).status == 2)
  }
}
