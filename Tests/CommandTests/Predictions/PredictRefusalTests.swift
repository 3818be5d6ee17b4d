import Foundation
import Testing

@Suite("What cannot be served is refused in numbers, with exit code 1")
struct PredictRefusalTests {
  private static let schema = "Sources/Plans/Schemas/refusal.schema.json"

  /// The same flags as text and as JSON.
  private func refusal(_ flags: [String: String?], reason: String) throws -> String {
    let text = try PredictedServing.run(flags)
    #expect(text.status == 1, "\(text.errors)\(text.output)")
    #expect(text.errors == "")
    #expect(text.output.hasPrefix("No prediction: "))
    #expect(text.output.components(separatedBy: "\n").allSatisfy { $0.count <= 100 })
    let json = try PredictedServing.run(flags, ["--json"])
    #expect(json.status == 1)
    #expect(try SchemaCheck(schema: Self.schema, text: json.output).faults == [])
    #expect(json.output.contains("\"reason\" : \"\(reason)\""))
    return text.output.replacing("\n ", with: "").replacing("  ", with: " ")
  }

  @Test func moreGPUsThanThereAre() throws {
    let text = try refusal(["--workers": "3"], reason: "gpus")
    #expect(text.contains("the deployment needs 24 GPUs (3 workers of 8 GPUs), and pool h200 has 8."))
    #expect(text.contains("1 worker instead of 3 (--workers 1)"))
    #expect(try PredictedServing.run(["--workers": "1"]).status == 0)
  }

  @Test func moreGPUsThanThereAreForBothParts() throws {
    let text = try refusal(
      PredictedServing.apart.merging(["--decode": "workers=2,dp=32,ep=32"]) { $1 }, reason: "gpus")
    #expect(text.contains("needs 80 GPUs (4 prefill workers of 4 GPUs and 2 decode workers of 32 GPUs)"))
    #expect(text.contains("2 prefill workers instead of 4 (--prefill with workers=2)"))
    #expect(text.contains("1 decode worker instead of 2 (--decode with workers=1)"))
  }

  /// 32 GPUs hold 5 × 6, but a domain of 8 holds only one worker of 6.
  @Test func workersThatNoDomainHolds() throws {
    let text = try refusal(
      [
        "--model": "Llama-3.1-8B", "--cluster": "hgx-h200-4-nodes", "--tensor-parallel": "2", "--data-parallel": "3",
        "--workers": "5",
      ], reason: "gpus")
    #expect(text.contains("of 5 workers of 6 GPUs only 4 can be placed"))
    #expect(text.contains("(--workers 4)"))
  }

  /// Ranks of one sequence in two nodes: slower than in one, by what the network costs, and no more is said against it.
  @Test func tensorParallelRanksMayLeaveADomain() throws {
    func run(_ degree: String) throws -> Layline {
      try PredictedServing.run([
        "--model": "Llama-3.1-405B", "--cluster": "hgx-h200-4-nodes", "--tensor-parallel": degree,
      ])
    }
    let wide = try run("16")
    #expect(wide.status == 0 && wide.output.contains("TP16 over 2 domains"))
    #expect(try run("12").status == 2)
  }

  @Test func weightsThatDoNotFit() throws {
    let flags: [String: String?] = ["--cluster": "hgx-h200-4-nodes", "--tensor-parallel": "4"]
    let text = try refusal(flags, reason: "memory")
    #expect(text.contains("does not hold one sequence of 9,216 tokens: weights 5.6 + experts 163.5"))
    #expect(text.contains("> 138.7 GB usable"))
    // What is advised is enough.
    for advice in ["--precision int4", "--tensor-parallel 8", "--pipeline-parallel 2"] {
      #expect(text.contains("(\(advice))"))
      let words = advice.split(separator: " ").map(String.init)
      #expect(try PredictedServing.run(flags.merging([words[0]: words[1]]) { $1 }).status == 0, "\(advice)")
    }
  }

  /// The cache of the longest sequence counts, not that of the average one.
  @Test func aSequenceThatDoesNotFit() throws {
    let flags: [String: String?] = [
      "--model": "Llama-3.1-70B", "--cluster": "hgx-h100", "--tensor-parallel": "2", "--input": "8192",
      "--output-tokens": "120000", "--concurrency": "1",
    ]
    _ = try refusal(flags, reason: "memory")
    #expect(try PredictedServing.run(flags.merging(["--tensor-parallel": "4"]) { $1 }).status == 0)
  }

  @Test func moreArrivalsThanPrefillCanTake() throws {
    let flags = PredictedServing.apart.merging(["--requests-per-second": "60"]) { $1 }
    let text = try refusal(flags, reason: "demand")
    #expect(text.contains("60.0 requests/s are more than the deployment keeps up with: prefill would work "))
    try expectTheRateHolds(text, flags)
    let workers = try #require(text.firstMatch(of: #/--prefill with workers=([0-9]+)/#)).1
    let more = flags.merging(["--prefill": "workers=\(workers),dp=4,ep=4"]) { $1 }
    #expect(try PredictedServing.run(more).status == 0)
  }

  @Test func moreArrivalsThanTheBatchCanTake() throws {
    let flags: [String: String?] = [
      "--concurrency": nil, "--requests-per-second": "4", "--input": "16", "--most-sequences": "8",
    ]
    let text = try refusal(flags, reason: "demand")
    #expect(text.contains("sequences would be in decode on each rank, which takes 8.00"))
    try expectTheRateHolds(text, flags)
  }

  /// The rate that a refusal proposes is served, and 3 % more is not.
  private func expectTheRateHolds(_ text: String, _ flags: [String: String?]) throws {
    let written = try #require(text.firstMatch(of: #/--requests-per-second ([0-9.]+)/#)).1
    let rate = try #require(Double(written))
    #expect(try PredictedServing.run(flags.merging(["--requests-per-second": "\(rate)"]) { $1 }).status == 0)
    #expect(try PredictedServing.run(flags.merging(["--requests-per-second": "\(rate * 1.03)"]) { $1 }).status == 1)
  }
}
