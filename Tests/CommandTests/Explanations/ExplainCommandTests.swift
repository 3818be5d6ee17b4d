import Foundation
import Testing

@Suite("layline explain")
struct ExplainCommandTests {
  private func plan() throws -> SmallPlan {
    let plan = try SmallPlan()
    #expect(try plan.run().status == 0)
    return plan
  }

  private func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test func everythingListedCanBeExplained() throws {
    let plan = try plan()
    let list = try Layline.run("explain", plan.output).output.split(separator: "\n")
    let names = list.compactMap { $0.split(separator: " ").first.map(String.init) }
    for name in [
      "timePerOutputToken", "round", "latency", "tokensPerSecondPerGPU", "stages[0].time", "stages[0].bubble",
      "stages[0].memory", "stages[0].memory.cache", "stages[0].operators.attention", "stages[0].operators.lmHead",
    ] {
      #expect(names.contains(name), "\(name)")
    }
    for name in names {
      let run = try Layline.run("explain", plan.output, name)
      #expect(run.status == 0 && run.errors == "" && !run.output.isEmpty, "\(name): \(run.errors)")
      for line in run.output.split(separator: "\n") { #expect(line.count <= 100 && line.last != " ", "\(line)") }
    }
  }

  @Test func symbolsNameQuantities() throws {
    let plan = try plan()
    let tree = try Layline.run("explain", plan.output, "TPOT").output
    #expect(tree == (try Layline.run("explain", plan.output, "timePerOutputToken").output))
    #expect(tree == (try Layline.run("explain", plan.output, "tpot").output))
    #expect(tree.hasPrefix("time per output token  "))
    #expect(tree != (try Layline.run("explain", plan.output, "TPOT", "--depth", "1").output))
  }

  @Test func aPlanIsExplainedRightAway() throws {
    let plan = try plan()
    let tree = try Layline.run("explain", plan.output, "TPOT").output
    let run = try plan.run([:], ["--explain"])
    #expect(run.status == 0 && run.output.hasSuffix("\n\n\(tree)"))
    let cache = try Layline.run("explain", plan.output, "stages[0].memory.cache").output
    #expect(try plan.run([:], ["--explain-quantity", "stages[0].memory.cache"]).output.hasSuffix("\n\n\(cache)"))
  }

  @Test func unknownQuantitiesAreRefused() throws {
    let plan = try plan()
    expectRefusal(
      try Layline.run("explain", plan.output, "timePerOutputTokens"), id: "unknown-quantity",
      saying: ["QUANTITY: found \"timePerOutputTokens\"", "the nearest are \"timePerOutputToken\""])
    expectRefusal(
      try Layline.run("explain", plan.output, "cache"), id: "unknown-quantity",
      saying: ["the nearest are \"stages[0].memory.cache\" ["])
    let fresh = try SmallPlan()
    expectRefusal(
      try fresh.run([:], ["--explain-quantity", "stage[0].time"]), id: "unknown-quantity",
      saying: ["--explain-quantity: found", "\"stages[0].time\""])
    #expect(fresh.isUntouched)
  }

  @Test(arguments: [
    ["explain"], ["explain", "plan.json", "--symbols"], ["explain", "plan.json", "--depth", "2"],
    ["explain", "plan.json", "round", "--depth", "2", "--json"],
    ["plan", "--model", "m", "--cluster", "c", "--json", "--explain"],
  ])
  func whatDoesNotGoTogetherIsRefused(arguments: [String]) throws {
    expectRefusal(try Layline.run(arguments), id: "usage", saying: ["\"layline \(arguments[0]) --help\""])
  }

  @Test(arguments: [("-1", "out-of-range"), ("two", "wrong-type"), ("1.5", "wrong-type")])
  func depthsAreWhole(depth: String, id: String) throws {
    expectRefusal(
      try Layline.run("explain", try plan().output, "round", "--depth", depth), id: id, saying: ["--depth: found"])
  }

  @Test func documentsAreAsTheirSchemasSay() throws {
    let plan = try plan()
    for (schema, arguments) in [
      ("explanation", [plan.output, "round"]), ("quantity-list", [plan.output]), ("glossary", ["--symbols"]),
    ] {
      let run = try Layline.run(["explain"] + arguments + ["--json"])
      let check = try SchemaCheck(schema: "Sources/Plans/Schemas/\(schema).schema.json", text: run.output)
      #expect(run.status == 0 && check.faults == [], "\(schema)")
    }
  }

  /// Nodes have the form that they have in the plan, and are those that the quantity rests on.
  @Test func aSubtreeIsPartOfThePlan() throws {
    let plan = try plan()
    let workers = try #require(try object(plan.written)["workers"] as? [[String: Any]])
    let whole = try #require(workers[0]["derivations"] as? [String: Any])
    let nodes = try #require(whole["nodes"] as? [[String: Any]])
    let roots = try #require(whole["roots"] as? [String: Int])
    let part = try object(try Layline.run("explain", plan.output, "stages[0].memory", "--json").output)
    let taken = try #require(part["nodes"] as? [[String: Any]])
    let root = try #require(part["root"] as? Int)
    #expect(part["quantity"] as? String == "stages[0].memory")
    #expect(root == taken.count - 1 && taken.count < nodes.count)
    let original = nodes[try #require(roots["stages[0].memory"])]
    for key in ["name", "value", "unit", "operation", "formula"] {
      #expect("\(taken[root][key] ?? "")" == "\(original[key] ?? "")")
    }
    for (index, node) in taken.enumerated() {
      let operands = node["operands"] as? [Int] ?? []
      #expect(operands.allSatisfy { $0 >= 0 && $0 < index })
      let isLeaf = node["operation"] as? String == "given"
      #expect(!isLeaf || node["source"] != nil || node["name"] == nil)
    }
  }
}
