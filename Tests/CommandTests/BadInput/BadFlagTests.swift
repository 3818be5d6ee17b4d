import Testing

@Suite("Bad flags are refused in one line that names the flag")
struct BadFlagTests {
  @Test(arguments: [
    ("0", "out-of-range"), ("-1", "out-of-range"), ("1e400", "wrong-type"), ("NaN", "wrong-type"),
    ("4k", "wrong-type"), ("1.5", "wrong-type"), ("", "wrong-type"), ("99999999999999999999", "out-of-range"),
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

  @Test(arguments: [
    ["nonsense"], ["plan"], ["model", "show"], ["model", "show", "DeepSeek-V3", "--contxt", "1"],
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
