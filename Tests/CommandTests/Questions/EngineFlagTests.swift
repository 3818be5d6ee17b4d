import Foundation
import Testing

@Suite("What engines run by default, one engine, and any layout")
struct EngineFlagTests {
  private static let question = ["--model", "meta-llama/Llama-3.1-70B", "--context", "8192"]

  private func plan(_ flags: [String]) throws -> (goal: [String: Any], layout: [String: Any]) {
    let run = try Layline.run(["plan", "--cluster", "hgx-h100", "--json"] + Self.question + flags)
    #expect(run.status == 0, "\(run.errors)")
    let document = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
    let inputs = document?["inputs"] as? [String: Any]
    let goal = try #require(inputs?["goal"] as? [String: Any])
    let workers = document?["workers"] as? [[String: Any]]
    return (goal, try #require(workers?.first?["layout"] as? [String: Any]))
  }

  /// Without a flag stages are alike, and as many as micro-batches; the plan says for whom, and --any-layout lifts it.
  @Test func stagesAreAlikeUnlessAnyLayoutIsAskedFor() throws {
    for flags in [[], ["--engine", "vllm"], ["--objective", "latency", "--batch", "64"]] {
      let plan = try plan(flags)
      #expect(plan.goal["engine"] as? String == (flags.contains("vllm") ? "vllm" : "any"))
      let stages = try #require(plan.layout["stages"] as? [[String: Any]])
      #expect(Set(stages.map { $0["tensorParallel"] as? Int }).count == 1)
      #expect(plan.layout["microBatches"] as? Int == stages.count)
      let sizes = stages.map { ($0["lastLayer"] as? Int ?? 0) - ($0["firstLayer"] as? Int ?? 0) }
      #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1, "\(sizes)")
    }
    #expect(try plan(["--any-layout"]).goal["engine"] == nil)
  }

  @Test(arguments: [
    (["--engine", "sglang", "--any-layout"], "conflict", "--any-layout"),
    (["--engine", "tgi"], "unknown-value", "sglang"),
    (["--tp", "8"], "usage", "--layouts"),
  ])
  func badFlags(flags: [String], id: String, word: String) throws {
    for command in ["plan", "frontier"] {
      let run = try Layline.run([command, "--cluster", "hgx-h100"] + Self.question + flags)
      expectRefusal(run, id: id, saying: [flags[0] == "--tp" ? "--tensor-parallel" : "--engine", word])
    }
  }

  /// compare finds the plan of the same question under "any", whichever way the space is asked for.
  @Test(arguments: [[], ["--any-layout"], ["--engine", "trtllm"]]) func compareSearchesTheSameSpace(flags: [String])
    throws
  {
    let shared = Self.question + ["--cluster", "hgx-h100", "--objective", "cost"] + flags
    let plan = try Layline.run(["plan", "--json"] + shared)
    let compared = try Layline.run(["compare", "--layouts", "any", "--no-crossovers", "--json"] + shared)
    func objective(_ text: String) throws -> Double? {
      var value = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
      if let list = (value?["comparison"] as? [String: Any])?["layouts"] as? [[String: Any]] {
        value = list[0]["found"] as? [String: Any]
      }
      return (value?["certificate"] as? [String: Any])?["objective"] as? Double
    }
    let objectives = try [plan, compared].map { try objective($0.output) }
    #expect(objectives[0] != nil && objectives[0] == objectives[1])
  }
}
