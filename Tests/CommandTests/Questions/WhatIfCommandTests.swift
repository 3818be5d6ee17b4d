import Foundation
import Testing

@Suite("layline plan --what-if and --marginal as a user runs them")
struct WhatIfCommandTests {
  @Test func answersComeWithAPlanThatHolds() throws {
    let plan = try SmallPlan()
    let run = try plan.run([:], ["--what-if", "hbm=2x", "--what-if", "context=/2,nodes=1", "--marginal"])
    #expect(run.status == 0 && run.errors == "", "\(run.output)\(run.errors)")
    #expect(run.output.contains("What if     each solved again") && run.output.contains("\nMarginal    one unit more"))
    #expect(run.output.split(separator: "\n").allSatisfy { $0.count <= 100 })
    #expect(!run.output.contains("\n\n\n"))
    #expect(try Layline.run("verify", plan.output).status == 0)
    #expect(
      try SchemaCheck(schema: "Sources/Plans/Schemas/plan.schema.json", text: plan.written).faults == [])
  }

  @Test(arguments: [
    ("scale-out=100", "unit-missing", "scale-out"), ("speed=2x", "unknown-value", "scale-out-latency"),
    ("nodes=0", "out-of-range", "nodes"), ("domain=3", "domain-not-nested", "domain"),
    ("hbm=1e9 GB", "out-of-range", "hbm"), ("experts-per-token=2", "missing-value", "experts"),
    ("input=5", "conflict", "input"), ("batch=2x", "missing-value", "batch"),
  ])
  func badQuestions(question: String, id: String, word: String) throws {
    let plan = try SmallPlan()
    expectRefusal(try plan.run([:], ["--what-if", question]), id: id, saying: ["--what-if", word])
    #expect(plan.isUntouched)
  }
}
