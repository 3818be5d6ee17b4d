import Foundation
import Testing

@Suite("A plan is written as what starts it")
struct EmitTests {
  private let planned: PlannedExperts

  init() throws { planned = try PlannedExperts() }

  private func path(_ name: String) -> String { planned.folder.url.appending(path: name).path() }

  /// Read without any of the product's own code: slot p of a row lies on rank p / (slots / EP).
  @Test func sglangMapGivesEachRankItsExperts() throws {
    #expect(try planned.emit("--for", "sglang", "--output", path("out")).status == 0)
    let text = try planned.text("out/replica/expert-location.json")
    let map = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: [[Int]]])
    #expect(Array(map.keys) == ["physical_to_logical_map"])
    let rows = try #require(map["physical_to_logical_map"])
    #expect(rows.count == 60)
    let expected = try planned.ranks()
    #expect(expected.count == 59)
    for (layer, ranks) in expected {
      let slots = rows[layer].count / ranks.count
      let held = ranks.indices.map { Array(rows[layer][$0 * slots..<($0 + 1) * slots]) }
      // Every slot is full, and what is beyond the plan fills a slot that it leaves empty.
      for (emitted, asPlanned) in zip(held, ranks) {
        #expect(Set(asPlanned).isSubset(of: emitted))
        if asPlanned.count == slots { #expect(emitted.sorted() == asPlanned.sorted()) }
      }
      #expect(Set(rows[layer]) == Set(0..<160))
    }
  }

  @Test func bothMapsAreTheSame() throws {
    #expect(try planned.emit("--for", "sglang", "--output", path("s")).status == 0)
    let own = try PlannedExperts(["--engine", "trtllm"])
    let run = try own.emit("--for", "trtllm", "--output", own.folder.url.appending(path: "t").path())
    #expect(run.status == 0, "\(run.errors)\(run.output)")
    let name = try #require(own.files("t").first { $0.hasSuffix("moe-load-balancer.yaml") })
    let lines = try own.text("t/\(name)").split(separator: "\n")
    for (layer, ranks) in try own.ranks() {
      let line = try #require(lines.first { $0.hasPrefix("  \(layer): [") })
      let slots = line.dropFirst("  \(layer): [".count).dropLast().split(separator: ",").compactMap {
        Int($0.filter { $0 != " " })
      }
      let count = slots.count / ranks.count
      for (rank, experts) in ranks.enumerated() {
        #expect(Set(experts).isSubset(of: slots[rank * count..<(rank + 1) * count]))
      }
    }
  }

  @Test(arguments: ["sglang", "trtllm", "slurm", "mpi", "lws", "dynamo"])
  func sameBytesAgain(target: String) throws {
    let engine = ["slurm", "mpi", "lws", "dynamo"].contains(target) ? ["--engine", "sglang"] : []
    let plan = target == "trtllm" ? try PlannedExperts(["--engine", "trtllm"]) : planned
    for folder in ["one", "two"] {
      let output = plan.folder.url.appending(path: folder).path()
      let run = try Layline.run(["emit", plan.plan, "--for", target, "--output", output] + engine)
      #expect(run.status == 0, "\(run.errors)\(run.output)")
    }
    let files = plan.files("one")
    #expect(!files.isEmpty && files == plan.files("two"))
    for file in files { #expect(try plan.text("one/\(file)") == plan.text("two/\(file)")) }
  }

  @Test func documentsAreAsTheSchemasSay() throws {
    for engine in ["sglang", "vllm"] {
      let check = try SchemaCheck(
        schema: "Sources/Plans/Schemas/launch.schema.json", text: try planned.emit("--for", engine, "--json").output
      )
      #expect(check.faults.isEmpty, "\(check.faults)")
    }
  }

  /// The best plan has stages that differ; the best of those that are alike is no better, and said.
  @Test func layoutsThatNoEngineCanRun() throws {
    let path = planned.folder.url.appending(path: "uneven.json").path()
    let question = [
      "--model", "Qwen/Qwen3-235B-A22B", "--cluster", "dgx-h100-superpod-1-su", "--context", "4096", "--tpot",
      "100 ms", "--objective", "cost",
    ]
    #expect(try Layline.run(["plan", "--any-layout", "--output", path] + question).status == 0)
    let run = try Layline.run("emit", path, "--for", "sglang", "--json")
    #expect(run.status == 1)
    let check = try SchemaCheck(
      schema: "Sources/Plans/Schemas/launch-refusal.schema.json", text: run.output)
    #expect(check.faults.isEmpty, "\(check.faults)")
    let document = try #require(JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    let other = try #require(document["alternative"] as? [String: Any])
    let rate = try #require(other["tokensPerSecondPerGPU"] as? Double)
    let planned = try #require(other["plannedTokensPerSecondPerGPU"] as? Double)
    #expect(rate <= planned * 1.005 && rate > planned * 0.5)
    // What is planned for the engine is what was said, and it starts.
    let own = self.planned.folder.url.appending(path: "own.json").path()
    #expect(
      try Layline.run(["plan", "--output", own, "--engine", "sglang"] + question).output.contains("PP8 × TP2 DP4"))
    #expect(try Layline.run("emit", own, "--for", "sglang").status == 0)
    #expect(try Layline.run("verify", own).status == 0)
  }

  /// vLLM reads no map: that costs time, and is said with figures.
  @Test func whatIsLostIsSaid() throws {
    let run = try planned.emit("--for", "vllm", "--json")
    let document = try #require(JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    let time = try #require(document["timePerOutputToken_s"] as? Double)
    let deviations = try #require(document["deviations"] as? [[String: Any]])
    let first = try #require(deviations.first { $0["id"] as? String == "experts-in-order" })
    #expect(try #require(first["timePerOutputToken_s"] as? Double) > time * 1.01)
  }

  @Test func versionsDiffer() throws {
    let old = try planned.emit("--for", "sglang", "--engine-version", "0.5.13").output
    let new = try planned.emit("--for", "sglang", "--engine-version", "0.5.23").output
    #expect(old.contains("--enable-dp-attention") && !old.contains("--attn-dp-size"))
    #expect(new.contains("--attn-dp-size") && !new.contains("--enable-dp-attention"))
  }

  @Test(arguments: [
    (["--for", "triton"], "unknown-value", "sglang"),
    (["--for", "sglang", "--engine-version", "9.9"], "unknown-version", "0.5.23"),
    (["--for", "trtllm", "--engine-version", "0.5.23"], "unknown-version", "1.2.1"),
    (["--for", "lws"], "missing-flag", "--engine"),
    (["--for", "sglang", "--engine", "vllm"], "conflict", "--engine"),
    (["--for", "sglang", "--slurm-topology", "tree"], "conflict", "--for slurm"),
    (["--for", "slurm", "--engine", "sglang", "--slurm-topology", "ring"], "unknown-value", "tree"),
    (["--for", "sglang", "--model", "other"], "unknown-model", "deepseek-ai/DeepSeek-V2"),
    (["--for", "sglang", "--output", "/no/such/folder/x"], "output-failed", "--output"),
  ])
  func badQuestions(flags: [String], id: String, place: String) throws {
    expectRefusal(try Layline.run(["emit", planned.plan] + flags), id: id, saying: [place])
  }

  @Test func nothingIsOverwritten() throws {
    let file = try planned.folder.file("taken/mine.txt", "mine")
    expectRefusal(
      try planned.emit("--for", "sglang", "--output", path("taken")), id: "output-taken", saying: ["missing or empty"])
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "mine")
    #expect(planned.files("taken") == ["mine.txt"])
  }

  /// A plan that somebody has edited is not started.
  @Test func editedPlans() throws {
    let text = try String(contentsOfFile: planned.plan, encoding: .utf8)
    let edited = try planned.folder.file(
      "edited.json", text.replacing("\"tensorParallel\" : 1", with: "\"tensorParallel\" : 2"))
    expectRefusal(try Layline.run("emit", edited, "--for", "sglang"), id: "plan-changed", saying: [edited])
    let empty = try planned.folder.file("empty.json", "{}")
    expectRefusal(try Layline.run("emit", empty, "--for", "sglang"), id: "missing-key")
    expectRefusal(try Layline.run("emit", "no-such.json", "--for", "sglang"), id: "missing-file")
  }

  /// A plan whose inputs are others now is not started either.
  @Test func changedInputs() throws {
    _ = try planned.folder.file(
      "cluster.yaml", PlannedExperts.cluster.replacingOccurrences(of: "a[1-2]", with: "b[1-2]"))
    expectRefusal(try planned.emit("--for", "sglang"), id: "plan-changed", saying: ["cluster"])
  }
}
