import Foundation
import Testing

@Suite("layline frontier as a user runs it")
struct FrontierCommandTests {
  private static let usual = [
    "frontier", "--model", "openai/gpt-oss-120b", "--cluster", "hgx-h200", "--context", "32768",
  ]

  @Test func textJSONAndCSV() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "points.csv").path()
    let text = try Layline.run(Self.usual + ["--output", file])
    #expect(text.status == 0 && text.errors == "")
    #expect(text.output.contains("of decode alone") && text.output.contains("tokens/s per GPU (log)"))
    #expect(text.output.split(separator: "\n").allSatisfy { $0.count <= 100 })
    let csv = try Layline.run(Self.usual + ["--csv"])
    #expect(csv.output == (try String(contentsOfFile: file, encoding: .utf8)))
    #expect(csv.output.hasPrefix("tokens_per_second_per_user,tokens_per_second_per_gpu,tpot_s,"))
    let json = try Layline.run(Self.usual + ["--json"])
    let schema = "Sources/Plans/Schemas/frontier.schema.json"
    #expect(try SchemaCheck(schema: schema, text: json.output).faults == [])
    #expect(
      json.output.components(separatedBy: "\"timePerOutputToken_s\"").count == csv.output.split(separator: "\n").count)
    #expect(try Layline.run(Self.usual + ["--json"]).output == json.output)
  }

  @Test func refusals() throws {
    let large = try Layline.run(
      "frontier", "--model", "deepseek-ai/DeepSeek-V3", "--cluster", "hgx-h100", "--context", "4096")
    #expect(large.status == 1 && large.output.hasPrefix("No frontier: ") && large.errors == "")
    let slow = try Layline.run(Self.usual + ["--tpot", "1 us"])
    #expect(slow.status == 1 && slow.output.contains("no layout is fast enough"))
  }

  @Test(arguments: [
    (["--axes", "round"], "unknown-value", "--axes"), (["--tpot", "50"], "unit-missing", "--tpot"),
    (["--gpus", "0"], "out-of-range", "--gpus"), (["--gap", "2"], "out-of-range", "--gap"),
    (["--json", "--csv"], "usage", "--csv"), (["--output", "/nowhere/x.csv"], "output-failed", "--output"),
    (["--input", "5"], "conflict", "--context"),
  ])
  func badFlags(flags: [String], id: String, flag: String) throws {
    expectRefusal(try Layline.run(Self.usual + flags), id: id, saying: [flag])
  }
}
