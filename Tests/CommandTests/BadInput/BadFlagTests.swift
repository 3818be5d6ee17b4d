import Testing

@Suite("Bad flags are refused in one line that names the flag")
struct BadFlagTests {
  @Test(arguments: [
    ("0", "out-of-range"), ("-1", "out-of-range"), ("1e400", "wrong-type"), ("NaN", "wrong-type"),
    ("4q", "wrong-type"), ("1.0003k", "wrong-type"), ("4,09", "wrong-type"), ("1.5", "wrong-type"), ("", "wrong-type"),
    ("99999999999999999999", "out-of-range"),
  ])
  func context(value: String, id: String) throws {
    expectRefusal(
      try Layline.run("model", "show", "DeepSeek-V3", "--context", value), id: id, saying: ["--context: found "])
  }

  @Test(arguments: ["--precision", "--kv-precision"])
  func precision(flag: String) throws {
    expectRefusal(
      try Layline.run("model", "show", "DeepSeek-V3", flag, "fp9"), id: "unknown-value",
      saying: ["\(flag): found \"fp9\"", "\"fp8\""])
  }

  @Test(arguments: [
    ("few", "out-of-range", ": found \"few\", expected auto"), ("-1", "out-of-range", ": found \"-1\", expected auto"),
    ("1.5", "out-of-range", ": found \"1.5\", expected auto"),
    ("32", "conflict", " needs to know which experts are busiest; add --expert-load"),
  ])
  func redundantExperts(value: String, id: String, expected: String) throws {
    expectRefusal(
      try Layline.run(
        "plan", "--model", "openai/gpt-oss-120b", "--cluster", "hgx-h200", "--context", "4096",
        "--redundant-experts", value), id: id, saying: ["--redundant-experts\(expected)"])
  }

  /// The word is what is wrong, not the flags behind it.
  @Test(arguments: [
    (["plna", "--model", "x"], "\"plna\" is no command; did you mean \"plan\"?"),
    (["cluster", "shwo", "x"], "did you mean \"show\""), (["nonsense"], "commands are plan, compare"),
  ])
  func unknownCommands(arguments: [String], saying: String) throws {
    expectRefusal(try Layline.run(arguments), id: "usage", saying: [saying])
  }

  /// What engines and benchmarks call a flag, and lengths as they write them.
  @Test func wordsOfTheFieldAreUnderstood() throws {
    func run(_ flags: String...) throws -> Layline {
      try Layline.run(["predict", "--model", "meta-llama/Llama-3.1-8B", "--cluster", "hgx-h100"] + flags)
    }
    let known = try run(
      "--tensor-parallel", "2", "--input", "1024", "--output-tokens", "8192", "--concurrency", "100")
    #expect(known.status == 0)
    #expect(try run("--tp", "2", "--isl", "1k", "--osl=8,192", "--max-concurrency", "1e2").output == known.output)
    #expect(
      try run("--tp-size=2", "--input-len", "1Ki", "--output-len", "8K", "--concurrency", "100").output == known.output)
  }

  @Test func contextsBeyondTheModelAreRefusedUnlessAskedFor() throws {
    let plan = ["plan", "--model", "Qwen/Qwen3-32B", "--cluster", "hgx-h200"]
    let rated = ["--input", "40k", "--output-tokens", "4k", "--ttft", "9 s", "--tpot", "90 ms"]
    for arguments in [
      plan + ["--context", "128k"], plan + rated, ["workers"] + plan.dropFirst() + rated,
      ["compare"] + plan.dropFirst() + ["--context", "41000"],
      ["predict"] + plan.dropFirst() + rated.prefix(4) + ["--concurrency", "1"],
    ] {
      expectRefusal(
        try Layline.run(arguments), id: "context-beyond-model", saying: ["at most 40,960", "--allow-long-context"])
    }
    #expect(try Layline.run(plan + ["--context", "128k", "--allow-long-context"]).status == 0)
  }

  @Test func aDemandIsMetWithTheFewestGPUs() throws {
    let plan = [
      "plan", "--model", "meta-llama/Llama-3.1-8B", "--cluster", "hgx-h100", "--context", "4096", "--tokens-per-second",
      "20000",
    ]
    let implied = try Layline.run(plan + ["--json"])
    #expect(implied.status == 0)
    #expect(try implied.output == Layline.run(plan + ["--objective", "gpus", "--json"]).output)
    expectRefusal(try Layline.run(plan + ["--objective", "cost"]), id: "conflict", saying: ["fewest GPUs"])
  }

  @Test(arguments: [
    ["plan"], ["model", "show"], ["model", "show", "DeepSeek-V3", "--contxt", "1"],
    ["cluster", "show", "hgx-h100", "more"], ["model", "show", "DeepSeek-V3", "--context"],
  ])
  func usage(arguments: [String]) throws {
    expectRefusal(try Layline.run(arguments), id: "usage", saying: ["command line: ", "--help\""])
  }

  @Test func helpAndVersionAreAnswers() throws {
    for arguments in [["--help"], ["plan", "--help"], ["--version"], ["help", "model"], []] {
      let run = try Layline.run(arguments)
      #expect(run.status == 0)
      #expect(run.errors == "")
      #expect(!run.output.isEmpty)
    }
  }

  @Test func aFullDiskIsNoSuccess() throws {
    let run = try Layline.shell("layline cluster list > /dev/full", in: Repository.root)
    #expect(run.status == 2)
    #expect(run.output.hasSuffix("[output-failed]\n"))
  }
}
