import Foundation
import Testing

@Suite("Plans whose derivations do not compute are refused")
struct BrokenDerivationTests {
  /// A plan with one of its nodes changed: the first with this operation.
  private func broken(
    _ operation: String, _ change: (inout [String: Any], Int) -> Void
  ) throws -> (run: Layline, node: Int) {
    let plan = try SmallPlan()
    #expect(try plan.run().status == 0)
    var document = try #require(try JSONSerialization.jsonObject(with: Data(plan.written.utf8)) as? [String: Any])
    var workers = try #require(document["workers"] as? [[String: Any]])
    var derivations = try #require(workers[0]["derivations"] as? [String: Any])
    var nodes = try #require(derivations["nodes"] as? [[String: Any]])
    let index = try #require(nodes.firstIndex { $0["operation"] as? String == operation })
    change(&nodes[index], index)
    derivations["nodes"] = nodes
    workers[0]["derivations"] = derivations
    document["workers"] = workers
    let text = String(decoding: try JSONSerialization.data(withJSONObject: document), as: UTF8.self)
    return (try Layline.run("explain", plan.folder.file("broken.json", text), "round"), index)
  }

  @Test func aWrongValue() throws {
    let (run, node) = try broken("quotient") { entry, _ in entry["value"] = 12345.5 }
    expectRefusal(
      run, id: "derivation-value",
      saying: ["broken.json: workers[0].derivations.nodes[\(node)].value: found 12345.5", "which its quotient gives"])
  }

  @Test func anOperandOfItself() throws {
    let (run, node) = try broken("quotient") { entry, index in entry["operands"] = [0, index] }
    expectRefusal(
      run, id: "derivation-operand", saying: ["workers[0].derivations.nodes[\(node)].operands[1]: found \(node)"])
  }

  @Test(arguments: [(-1, "out-of-range"), (1_000_000, "derivation-operand")])
  func anOperandThatIsNotThere(operand: Int, id: String) throws {
    let (run, node) = try broken("sum") { entry, _ in entry["operands"] = [operand] }
    expectRefusal(run, id: id, saying: ["workers[0].derivations.nodes[\(node)].operands[0]: found \(operand)"])
  }

  @Test func tooFewOperands() throws {
    let (run, node) = try broken("quotient") { entry, _ in entry["operands"] = [0] }
    expectRefusal(
      run, id: "derivation-operand",
      saying: ["workers[0].derivations.nodes[\(node)].operands: found 1 of them", "expected 2 for"])
  }

  @Test func anUnknownOperation() throws {
    let (run, node) = try broken("quotient") { entry, _ in entry["operation"] = "guess" }
    expectRefusal(
      run, id: "unknown-value",
      saying: ["workers[0].derivations.nodes[\(node)].operation: found the unknown operation \"guess\""])
  }

  /// What is shown follows from the operations, not from the text in the file.
  @Test func anotherFormulaIsNotShown() throws {
    let (run, _) = try broken("quotient") { entry, _ in entry["formula"] = "luck / skill" }
    #expect(run.status == 0 && run.errors == "" && !run.output.contains("luck"))
  }

  @Test(arguments: [
    (#""derivations" : {"#, #""deductions" : {"#, "unknown-key", "deductions"),
    (#""round" :"#, #""round" : 99"#, "derivation-operand", "workers[0].derivations.roots.round: found 99"),
  ])
  func otherFaults(old: String, new: String, id: String, part: String) throws {
    let plan = try SmallPlan()
    #expect(try plan.run().status == 0)
    let last = try #require(plan.written.range(of: old, options: .backwards))
    let text = plan.written.replacingCharacters(in: last, with: new).replacing(
      try Regex(#""round" : 99 ([0-9]+)"#)
    ) { "\"round\" : 99\($0.output[1].substring ?? "")" }
    expectRefusal(
      try Layline.run("explain", plan.folder.file("other.json", text), "round"), id: id, saying: [part])
  }

  @Test func noDerivations() throws {
    let plan = try SmallPlan()
    #expect(try plan.run().status == 0)
    var document = try #require(try JSONSerialization.jsonObject(with: Data(plan.written.utf8)) as? [String: Any])
    var workers = try #require(document["workers"] as? [[String: Any]])
    workers[0]["derivations"] = ["nodes": [Any](), "roots": [String: Int]()] as [String: Any]
    document["workers"] = workers
    let text = String(decoding: try JSONSerialization.data(withJSONObject: document), as: UTF8.self)
    let file = try plan.folder.file("empty.json", text)
    expectRefusal(
      try Layline.run("explain", file), id: "missing-derivations", saying: ["workers[0].derivations.roots: found none"])
    expectRefusal(try Layline.run("explain", plan.folder.file("half.json", "{\"layline\"")), id: "json-invalid")
    expectRefusal(try Layline.run("explain", "no/such.json"), id: "missing-file")
  }
}
