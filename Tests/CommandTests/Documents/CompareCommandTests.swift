import Foundation
import Testing

@Suite("layline compare")
struct CompareCommandTests {
  private static let model = "openai/gpt-oss-120b"

  private func compare(_ more: String..., cluster: String = "hgx-h200") throws -> Layline {
    try Layline.run(
      ["compare", "--model", Self.model, "--cluster", cluster, "--context", "4096"] + more)
  }

  @Test func printsATableTheReasonsAndAMap() throws {
    let run = try compare("--layouts", "ep,tp,dp")
    #expect(run.status == 0, "\(run.errors)")
    for part in ["Layouts, best first", "tokens/s per GPU", "gap of the proof", "\nWhy\n", "\nCrossovers  ", "took "] {
      #expect(run.output.contains(part), "\(part)")
    }
    #expect(run.output.split(separator: "\n").allSatisfy { $0.count <= 100 })
    #expect(run.errors == "")
  }

  @Test func jsonIsAsItsSchemaSaysAndGoesToAFileToo() throws {
    let folder = try TemporaryFolder()
    let file = try folder.file("comparison.json", "old\n")
    let run = try compare("--layouts", "ep,tp,dp,pp", "--json", "--output", file)
    #expect(run.status == 0, "\(run.errors)")
    let schema = "Sources/Plans/Schemas/comparison.schema.json"
    #expect(try SchemaCheck(schema: schema, text: run.output).faults == [])
    #expect(try String(contentsOfFile: file, encoding: .utf8) == run.output)
    let document = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
    let comparison = try #require(document?["comparison"] as? [String: Any])
    #expect((comparison["layouts"] as? [Any])?.count == 4)
    #expect((comparison["sweeps"] as? [Any])?.count == 5)
  }

  @Test func crossoversCanBeLeftOut() throws {
    let run = try compare("--layouts", "ep,dp", "--no-crossovers")
    #expect(run.status == 0)
    #expect(!run.output.contains("Crossovers"))
  }

  @Test func nothingFitsIsNo() throws {
    let run = try Layline.run(
      "compare", "--model", "deepseek-ai/DeepSeek-V3", "--cluster", "hgx-h100", "--context", "4096", "--layouts",
      "ep,pp")
    #expect(run.status == 1)
    #expect(run.output.contains("none: even for one sequence"))
  }

  @Test func aKindThatTheModelLacksIsAnAnswer() throws {
    let run = try Layline.run(
      "compare", "--model", "meta-llama/Llama-3.1-70B", "--cluster", "hgx-h200", "--context", "4096", "--layouts",
      "ep,tp", "--no-crossovers")
    #expect(run.status == 0)
    #expect(run.output.contains("none: the model has no experts"))
  }

  @Test(arguments: [
    ("nonsense", "unknown-layout"), ("ep,ep", "duplicate-value"), ("ep0", "unknown-layout"), ("", "unknown-layout"),
  ])
  func badListsAreRefused(layouts: String, id: String) throws {
    expectRefusal(try compare("--layouts", layouts), id: id, saying: ["--layouts: found "])
  }

  @Test func anOldFileStaysOnAFault() throws {
    let folder = try TemporaryFolder()
    let file = try folder.file("comparison.json", "old\n")
    expectRefusal(try compare("--layouts", "xp", "--output", file), id: "unknown-layout")
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "old\n")
    expectRefusal(try compare("--output", "/no/such/folder/file.json"), id: "output-failed")
  }
}
