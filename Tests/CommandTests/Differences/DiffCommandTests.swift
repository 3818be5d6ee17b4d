import Foundation
import Testing

@Suite("layline diff")
struct DiffCommandTests {
  private static let schema = "Sources/Plans/Schemas/plan-difference.schema.json"

  /// A small plan, and one with a longer context.
  private static func pair() throws -> (small: SmallPlan, before: String, after: String) {
    let small = try SmallPlan()
    let (before, after) = (small.folder.url.path() + "a.json", small.folder.url.path() + "b.json")
    #expect(try small.run(["--output": before]).status == 0)
    #expect(try small.run(["--output": after, "--context": "4000"]).status == 0)
    return (small, before, after)
  }

  @Test func textMarkdownAndJSON() throws {
    let (small, before, after) = try Self.pair()
    let text = try Layline.run("diff", before, after)
    #expect(text.status == 0 && text.errors == "")
    #expect(text.output.contains("1,000 tokens  4,000 tokens") && text.output.contains("worse"))
    #expect(
      text.output.split(separator: "\n").allSatisfy { $0.count <= 100 || $0.contains(before) || $0.contains(after) })
    let markdown = try Layline.run("diff", before, after, "--format", "markdown")
    #expect(markdown.output.contains("| context | 1,000 tokens | 4,000 tokens |"))
    let json = try Layline.run("diff", before, after, "--format", "json")
    #expect(try SchemaCheck(schema: Self.schema, text: json.output).faults == [])
    #expect(try Layline.run("diff", before, after, "--format", "json").output == json.output)
    withExtendedLifetime(small) {}
  }

  @Test func theExitCodeIsAsked() throws {
    let (small, before, after) = try Self.pair()
    #expect(try Layline.run("diff", before, after, "--exit-code").status == 1)
    let same = try Layline.run("diff", before, before, "--exit-code")
    #expect(same.status == 0 && same.output == "no difference: \(before) and \(before) plan the same\n")
    withExtendedLifetime(small) {}
  }

  @Test func aFileInsteadOfStdout() throws {
    let (small, before, after) = try Self.pair()
    let file = small.folder.url.path() + "difference.md"
    let run = try Layline.run("diff", before, after, "--format", "markdown", "--output", file)
    #expect(run.status == 0 && run.output == "")
    #expect(try String(contentsOfFile: file, encoding: .utf8).hasPrefix("## Plan difference\n"))
  }

  /// Plans outlive their inputs; what needs those is left out, and said to be.
  @Test func inputsThatAreGone() throws {
    let (small, before, after) = try Self.pair()
    try FileManager.default.removeItem(atPath: small.model)
    let run = try Layline.run("diff", before, after)
    #expect(run.status == 0 && run.errors == "")
    #expect(run.output.contains("bytes to move cannot be told: plan A:") && run.output.contains("TPOT"))
    let json = try Layline.run("diff", before, after, "--format", "json").output
    #expect(try SchemaCheck(schema: Self.schema, text: json).faults == [])
  }

  @Test func badQuestions() throws {
    let (small, before, after) = try Self.pair()
    expectRefusal(try Layline.run("diff", before, "none.json"), id: "missing-file", saying: ["none.json"])
    expectRefusal(
      try Layline.run("diff", before, after, "--format", "xml"), id: "unknown-value", saying: ["--format", "markdown"])
    expectRefusal(
      try Layline.run("diff", before, after, "--output", "missing/x.json"), id: "output-failed", saying: ["--output"])
    let other = try small.folder.file("other.json", #"{"layline": "cluster-plan/1"}"#)
    expectRefusal(
      try Layline.run("diff", before, other), id: "plans-differ-in-kind", saying: [other, "cluster-plan/1", "plan/1"])
    expectRefusal(try Layline.run("diff", small.cluster, after), id: "json-invalid")
    expectRefusal(try Layline.run("diff", before), id: "usage")
  }

  @Test func plansOfACluster() throws {
    let folder = try TemporaryFolder()
    let (before, after) = (folder.url.path() + "a.json", folder.url.path() + "b.json")
    for (file, input) in [(before, "1000"), (after, "4000")] {
      let run = try Layline.run(
        "plan", "--model", "Llama-3.1-70B", "--cluster", "hgx-h100", "--input", input, "--output-tokens", "200",
        "--requests-per-second", "1", "--ttft", "5 s", "--tpot", "50 ms", "--output", file)
      #expect(run.status == 0, "\(run.errors)")
    }
    let json = try Layline.run("diff", before, after, "--format", "json").output
    #expect(try SchemaCheck(schema: Self.schema, text: json).faults == [])
    #expect(try Layline.run("diff", before, after).output.contains("prompt of Llama-3.1-70B"))
    #expect(try Layline.run("diff", before, before, "--exit-code").status == 0)
  }
}
