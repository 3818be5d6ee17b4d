import Foundation
import Testing

@Suite("The files of a plan")
struct PlanFileTests {
  @Test func aPlanIsWrittenPrintedAndHolds() throws {
    let plan = try SmallPlan()
    let run = try plan.run([:], ["--json"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(plan.written == run.output)
    #expect(plan.folder.names == ["config.json", "plan.json", "small.yaml"])
    let verified = try Layline.run("verify", plan.output)
    #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
  }

  /// Products of such counts would overflow.
  @Test(arguments: ["gpusPerDomain", "microBatches", "tensorParallel"])
  func countsBeyondAnyClusterAreRefused(key: String) throws {
    let plan = try SmallPlan()
    #expect(try plan.run().status == 0)
    let absurd = plan.written.replacing(try Regex("\"\(key)\" : [0-9]+"), with: "\"\(key)\" : 9000000000000000000")
    #expect(absurd != plan.written)
    let run = try Layline.run("verify", try plan.folder.file("absurd.json", absurd))
    #expect(run.status == 2)
    #expect(run.errors.contains("\(key): found 9000000000000000000") && run.errors.contains("[out-of-range]"))
  }

  @Test func sameInputsGiveTheSameBytes() throws {
    let plan = try SmallPlan()
    let first = try plan.run([:], ["--json"]).output
    #expect(try plan.run([:], ["--json"]).output == first)
    #expect(first.count > 1000)
  }

  /// A link stays a link, and what it points to is replaced.
  @Test func aLinkIsFollowed() throws {
    let plan = try SmallPlan()
    let link = plan.folder.url.appending(path: "link.json")
    try FileManager.default.createSymbolicLink(atPath: link.path(), withDestinationPath: "plan.json")
    #expect(try plan.run(["--output": link.path()]).status == 0)
    #expect(plan.written.hasPrefix("{"))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link.path()) == "plan.json")
  }

  @Test func aChangedPlanDoesNotHold() throws {
    let plan = try SmallPlan()
    _ = try plan.run()
    var document = try #require(try JSONSerialization.jsonObject(with: Data(plan.written.utf8)) as? [String: Any])
    var workers = try #require(document["workers"] as? [[String: Any]])
    var prediction = try #require(workers[0]["prediction"] as? [String: Any])
    prediction["timePerOutputToken_s"] = 0.001
    workers[0]["prediction"] = prediction
    document["workers"] = workers
    let changed = String(decoding: try JSONSerialization.data(withJSONObject: document), as: UTF8.self)
    let run = try Layline.run("verify", plan.folder.file("changed.json", changed))
    #expect(run.status == 1)
    #expect(run.output.contains("timePerOutputToken"))
  }

  @Test func whatIsNoPlanIsRefused() throws {
    let plan = try SmallPlan()
    expectRefusal(try Layline.run("verify", plan.output), id: "json-invalid")
    expectRefusal(try Layline.run("verify", "no/such.json"), id: "missing-file")
    expectRefusal(try Layline.run("verify", plan.folder.file("other.json", "{}")), id: "missing-key")
  }

  @Test func theProgramIsWrittenForOtherSolvers() throws {
    let plan = try SmallPlan()
    let program = plan.folder.url.appending(path: "stage.mps")
    #expect(try plan.run(["--write-mps": program.path()]).status == 0)
    let text = try String(contentsOf: program, encoding: .utf8)
    #expect(text.contains("ROWS") && text.hasSuffix("ENDATA\n"))
  }
}
