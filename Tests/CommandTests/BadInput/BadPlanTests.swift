import Foundation
import Testing

@Suite("Plans are refused in one line, and no file is touched")
struct BadPlanTests {
  @Test(arguments: BadPlan.all)
  func isRefused(_ bad: BadPlan) throws {
    let plan = try SmallPlan()
    expectRefusal(
      try plan.run(bad.flags), id: bad.id,
      saying: ["layline: error: \(bad.place)", bad.place.hasSuffix("found ") ? "expected " : "; "])
    #expect(plan.isUntouched)
  }

  @Test(arguments: BadCluster.all)
  func badClustersAreRefusedHereToo(_ bad: BadCluster) throws {
    let plan = try SmallPlan()
    try Data(bad.text.utf8).write(to: URL(filePath: plan.cluster))
    expectRefusal(try plan.run(), id: bad.id, saying: [":\(bad.line): \(bad.key)"])
    #expect(plan.isUntouched)
  }

  @Test(arguments: [("<html>", "html-page"), ("{\"model_type\": \"llama\"", "json-invalid")])
  func badModelsAreRefusedHereToo(text: String, id: String) throws {
    let plan = try SmallPlan()
    try Data(text.utf8).write(to: URL(filePath: plan.model))
    expectRefusal(try plan.run(), id: id, saying: ["config.json"])
    #expect(plan.isUntouched)
  }

  @Test func whatDoesNotFitIsANo() throws {
    let plan = try SmallPlan()
    let run = try plan.run(["--context": "4000000000"])
    #expect(run.status == 1)
    #expect(run.errors == "")
    #expect(run.output.hasPrefix("No plan: "))
    #expect(plan.isUntouched)
  }
}
