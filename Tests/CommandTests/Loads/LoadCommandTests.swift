import Foundation
import Testing

@Suite("Recorded loads are read, shown and written")
struct LoadCommandTests {
  private static let schema = "Sources/Plans/Schemas/expert-load-summary.schema.json"

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private var steps: String {
    get throws {
      try folder.file("steps.json", #"{"logical_count": [[[0, 0], [6, 2]], [[0, 0], [2, 6]], [[0, 0], [4, 4]]]}"#)
    }
  }

  @Test func whatIsWrittenIsReadAgain() throws {
    let output = folder.url.appending(path: "sum.json").path()
    let run = try Layline.run("load", try steps, "--output", output, "--gpus", "2")
    #expect(run.status == 0 && run.errors == "")
    #expect(run.output.hasPrefix("2 experts; 1 of 2 layers with tokens; sglang, 3 steps"))
    #expect(run.output.contains("No tokens   in layer 0"))
    #expect(
      try String(contentsOfFile: output, encoding: .utf8)
        == "{\n  \"logical_count\": [\n    [0, 0],\n    [12, 12]\n  ]\n}\n")
    let placed = try Layline.run("place", "--expert-load", output, "--gpus", "2")
    #expect(placed.status == 0, "\(placed.errors)")
  }

  @Test func stepsAndWindows() throws {
    let run = try Layline.run("load", try steps, "--steps", "0-1", "--window", "1", "--json", "--gpus", "2")
    #expect(run.status == 0, "\(run.errors)")
    #expect(try SchemaCheck(schema: Self.schema, text: run.output).faults == [])
    #expect(run.output.contains("\"moved\" : 0.5") && run.output.contains("\"steps\" : 2"))
    let table = try Layline.run("load", try steps, "--window", "2").output
    #expect(table.contains("0 to 1") && table.contains("By chance"))
  }

  @Test func filesAreAddedUpOrKeptApart() throws {
    let first = try folder.file("a.json", #"{"logical_count": [[1, 2]]}"#)
    let second = try folder.file("b.json", "[[3, 4]]")
    let sum = try Layline.run("load", first, second, "--output", "/dev/stdout")
    #expect(sum.output.hasPrefix("{\n  \"logical_count\": [\n    [4, 6]\n"))
    _ = try folder.file("out/.keep", "")
    let apart = try Layline.run(
      "load", first, second, "--separate", "--output", folder.url.appending(path: "out").path(), "--json")
    #expect(try SchemaCheck(schema: Self.schema, text: apart.output).faults == [])
    let written = try String(contentsOf: folder.url.appending(path: "out/b.json"), encoding: .utf8)
    #expect(written.contains("[3, 4]"))
  }

  @Test func routesShowWhatATokenReaches() throws {
    let routes = try SmallRoutes()
    let run = try Layline.run("load", routes.file(), "--gpus", "2", "--json")
    #expect(run.status == 0, "\(run.errors)")
    #expect(try SchemaCheck(schema: Self.schema, text: run.output).faults == [])
    #expect(run.output.contains("\"gpusPerToken\""))
  }

  /// A recording in which layers differ is shown all the same.
  @Test func warningsGoToStandardError() throws {
    let file = try folder.file("odd.json", #"{"logical_count": [[1, 2], [30, 40]]}"#)
    let run = try Layline.run("load", file)
    #expect(run.status == 0 && run.output.contains("70"))
    #expect(run.errorLines.count == 1 && run.errors.hasPrefix("layline: warning: \(file): Layers differ"))
  }

  @Test(arguments: [
    (["--kind", "vllm"], "unknown-value", "\"sglang\", \"sglang-csv\", \"tensorrt-llm\", \"eplb\", \"routes\""),
    (["--gpus", "0"], "out-of-range", "--gpus"), (["--steps", "2-1"], "wrong-type", "--steps"),
    (["--steps", "7"], "missing-steps", "steps.json: found the steps 0 to 2"),
    (["--window", "0"], "out-of-range", "--window"), (["--pairs", "-1"], "out-of-range", "--pairs"),
    (["--model", "openai/gpt-oss-20b"], "expert-count", "found 2 experts, expected 32"),
    (["--model", "meta-llama/Llama-3.1-8B"], "model-without-experts", "--model"),
    (["--separate", "--output", "none.json"], "output-failed", "no folder"),
    (["--kind", "eplb"], "wrong-type", "steps.json"),
  ])
  func flags(flags: [String], id: String, place: String) throws {
    expectRefusal(try Layline.run(["load", try steps] + flags), id: id, saying: [place])
  }

  @Test func inputsAreNotOverwritten() throws {
    let file = try steps
    expectRefusal(try Layline.run("load", file, "--output", file), id: "output-taken", saying: ["--output", file])
    expectRefusal(try Layline.run("load", "/nowhere"), id: "missing-file", saying: ["/nowhere"])
  }
}
