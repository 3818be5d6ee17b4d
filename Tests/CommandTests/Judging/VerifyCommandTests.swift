import Foundation
import Testing

@Suite("layline verify")
struct VerifyCommandTests {
  private static let schema = "Sources/Plans/Schemas/verification.schema.json"

  /// A plan with a number replaced.
  private func edited(_ plan: SmallPlan, _ key: String, _ value: String) throws -> String {
    let text = plan.written.replacing(
      try Regex("\"\(key)\" : [0-9.e+-]+"), with: "\"\(key)\" : \(value)", maxReplacements: 1)
    #expect(text != plan.written)
    return try plan.folder.file("edited.json", text)
  }

  @Test func aPlanHoldsAndItsBoundIsConfirmed() throws {
    let plan = try SmallPlan()
    _ = try plan.run()
    let run = try Layline.run("verify", plan.output)
    #expect(run.status == 0 && run.errors == "")
    #expect(run.output.contains("holds.") && run.output.contains("confirmed by a search of its own"))
    #expect(run.output.contains("not judged"))
    #expect(run.output.split(separator: "\n").allSatisfy { $0.count <= 100 })
    let without = try Layline.run("verify", plan.output, "--skip-bound")
    #expect(without.status == 0 && without.output.contains("--skip-bound"))
  }

  @Test func theJudgementIsADocument() throws {
    let plan = try SmallPlan()
    _ = try plan.run()
    for file in [plan.output, try edited(plan, "microBatch_sequences", "3")] {
      for flags in [["--json"], ["--json", "--skip-bound"]] {
        let run = try Layline.run(["verify", file] + flags)
        #expect(try SchemaCheck(schema: Self.schema, text: run.output).faults == [])
      }
    }
  }

  @Test func anEditedPlanIsWrittenAnewAndHolds() throws {
    let plan = try SmallPlan()
    _ = try plan.run()
    let file = try edited(plan, "microBatch_sequences", "3")
    let amended = plan.folder.url.appending(path: "amended.json").path()
    let run = try Layline.run("verify", file, "--output", amended)
    #expect(run.status == 1)
    #expect(run.output.contains("What the layout does as it is") && run.output.contains("from the bound of"))
    let again = try Layline.run("verify", amended)
    #expect(again.status == 0, "\(again.output)")
    let text = try String(contentsOfFile: amended, encoding: .utf8)
    #expect(text.contains("\"microBatch_sequences\" : 3"))
  }

  /// A GPU that is not there is no matter of figures.
  @Test func whatIsMoreThanFiguresIsNotWritten() throws {
    let plan = try SmallPlan()
    _ = try plan.run()
    let file = try edited(plan, "gpu", "1000")
    let run = try Layline.run("verify", file, "--output", plan.output)
    #expect(run.status == 1 && run.output.contains("[unknown-gpu]"))
    #expect(run.errors.contains("left as it was"))
    #expect(plan.written.contains("\"layline\" : \"plan/2\""))
  }

  @Test func aClusterPlanIsJudgedToo() throws {
    let folder = try TemporaryFolder()
    let example = Repository.root.appending(path: "Examples/whole-cluster")
    for name in ["workers.csv", "racks.yaml"] {
      try FileManager.default.copyItem(at: example.appending(path: name), to: folder.url.appending(path: name))
    }
    let flags = "--workers workers.csv --cluster racks.yaml --ttft '2 s' --tpot '30 ms' --requests-per-second 20"
    let made = try Layline.shell("layline plan \(flags) --output plan.json", in: folder.url)
    #expect(made.status == 0, "\(made.output)")
    let run = try Layline.shell("layline verify plan.json --json", in: folder.url)
    #expect(run.status == 0)
    #expect(try SchemaCheck(schema: Self.schema, text: run.output).faults == [])
    #expect(run.output.contains("\"status\" : \"confirmed\""))
    // Twice as many GPUs that are called the fewest.
    let script =
      "sed -E 's/(\"(gpusUsed)\" : )[0-9]+/\\11/' plan.json > edited.json; layline verify edited.json --output new.json"
    let edited = try Layline.shell("\(script); echo; layline verify new.json", in: folder.url)
    #expect(edited.status == 0, "\(edited.output)")
    #expect(edited.output.contains("composition.gpusUsed: says 1"))
  }
}
