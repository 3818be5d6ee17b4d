import Formats
import Foundation
import Plans
import Testing
@testable import Policy

@Suite("A wrong policy says what is wrong where")
struct PolicyFaultTests {
  /// What is wrong, and the identifier, key and line that say so.
  struct Wrong: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let id: String
    let key: String
    let line: Int?
    var testDescription: String { name }
  }

  private static let head = "layline: policy/1\ndeployments:\n"
  private static let plain = """
      - name: chat
        model: meta-llama/Llama-3.1-8B
        cluster: hgx-h100
        context: 4096
        limits:
          tpot: 30 ms
    """

  private static func changed(_ old: String, _ new: String) -> String {
    head + plain.replacingOccurrences(of: old, with: new)
  }

  static let ofPolicy = [
    Wrong(name: "no version", text: "deployments: []", id: "missing-key", key: "layline", line: 1),
    Wrong(
      name: "another version", text: "layline: policy/9\ndeployments: []", id: "unsupported-version", key: "layline",
      line: 1),
    Wrong(
      name: "no deployments", text: "layline: policy/1\ndeployments: []", id: "out-of-range", key: "deployments",
      line: 2),
    Wrong(
      name: "a wrong key at the top", text: "layline: policy/1\ndeployment: []", id: "unknown-key", key: "deployment",
      line: 2),
    Wrong(name: "no name", text: head + "  - {cluster: x}", id: "missing-key", key: "deployments[0].name", line: 3),
    Wrong(
      name: "two of a name", text: head + plain + "\n" + plain, id: "duplicate-name", key: "deployments[1].name",
      line: 9),
    Wrong(name: "a text", text: "nothing", id: "wrong-type", key: "", line: 1),
  ]

  static let ofDeployment = [
    Wrong(
      name: "an unknown key", text: changed("context", "contxt"), id: "unknown-key", key: "deployments[0].contxt",
      line: 6),
    Wrong(
      name: "an unknown model", text: changed("Llama-3.1-8B", "Llama-9"), id: "unknown-model",
      key: "deployments[0].model", line: 4),
    Wrong(
      name: "an unknown cluster", text: changed("hgx-h100", "hgx-h999"), id: "unknown-cluster",
      key: "deployments[0].cluster", line: 5),
    Wrong(
      name: "a missing file", text: changed("hgx-h100", "ours/cluster.yaml"), id: "missing-file",
      key: "deployments[0].cluster", line: 5),
    Wrong(
      name: "no length", text: changed("context: 4096", "batch: 4"), id: "conflict", key: "deployments[0].context",
      line: 3),
    Wrong(
      name: "a length of nothing", text: changed("4096", "0"), id: "out-of-range", key: "deployments[0].context",
      line: 6),
    Wrong(
      name: "no context of several", text: changed("4096", "[]"), id: "out-of-range", key: "deployments[0].context",
      line: 6),
    Wrong(
      name: "a time without a unit", text: changed("30 ms", "30"), id: "unit-missing",
      key: "deployments[0].limits.tpot", line: 8),
    Wrong(
      name: "an unknown figure", text: changed("tpot: 30 ms", "tpto: 30 ms"), id: "unknown-key",
      key: "deployments[0].limits.tpto", line: 8),
    Wrong(
      name: "a figure of other deployments", text: changed("tpot: 30 ms", "served: 100 %"), id: "limit-unavailable",
      key: "deployments[0].limits.served", line: 8),
    Wrong(
      name: "an unknown unit of failure", text: changed("tpot: 30 ms", "survives: planet"), id: "unknown-value",
      key: "deployments[0].limits.survives", line: 8),
    Wrong(
      name: "a mode that replicas do not have", text: changed("tpot: 30 ms", "survives: {unit: node, mode: survivors}"),
      id: "limit-unavailable", key: "deployments[0].limits.survives.mode", line: 8),
    Wrong(
      name: "an unknown severity", text: changed("30 ms", "{limit: 30 ms, severity: fatal}"), id: "unknown-value",
      key: "deployments[0].limits.tpot.severity", line: 8),
    Wrong(
      name: "an amount without a unit", text: changed("tpot: 30 ms", "cost-per-hour: 30"), id: "unit-wrong",
      key: "deployments[0].limits.cost-per-hour", line: 8),
    Wrong(
      name: "a plan that is not there", text: head + "  - name: x\n    plan: none.json", id: "missing-file", key: "",
      line: nil),
    Wrong(
      name: "a baseline without figures",
      text: changed("limits:\n      tpot: 30 ms", "baseline:\n      plan: none.json"), id: "missing-file", key: "",
      line: nil),
    Wrong(
      name: "traffic without a rate", text: changed("context: 4096", "input: 10\n    output: 10\n    layout: {}"),
      id: "conflict", key: "deployments[0].concurrency", line: 3),
    Wrong(
      name: "a degree that does not divide",
      text: changed("context: 4096", "input: 10\n    output: 10\n    concurrency: 1\n    layout: {tensor-parallel: 3}"),
      id: "layout-impossible", key: "deployments[0].layout.tensor-parallel", line: 9),
    Wrong(
      name: "clients without targets", text: changed("context: 4096", "input: 10\n    output: 10\n    concurrency: 8"),
      id: "missing-target", key: "deployments[0].concurrency", line: 8),
  ]

  @Test(arguments: ofPolicy) func isRefused(_ wrong: Wrong) throws {
    let fault = #expect(throws: Diagnostic.self) { try PolicyDocument(parsing: Data(wrong.text.utf8), file: "p.yaml") }
    #expect(fault?.id.rawValue == wrong.id && fault?.key == wrong.key && fault?.line == wrong.line, "\(fault as Any)")
  }

  @Test(arguments: ofDeployment) func isReported(_ wrong: Wrong) throws {
    var policy = PolicyCase("")
    policy.files["policy.yaml"] = wrong.text
    let report = try policy.report()
    let fault = try #require(report.deployments[0].fault)
    #expect(report.outcome == .fault)
    #expect(fault.id.rawValue == wrong.id && fault.place.key == wrong.key && fault.place.line == wrong.line, "\(fault)")
  }

  @Test func aFaultDoesNotKeepOthersFromBeingChecked() throws {
    let report = try PolicyCase(
      """
        - {name: wrong, model: none, cluster: hgx-h100, context: 10}
        - {name: right, model: meta-llama/Llama-3.1-8B, cluster: hgx-h100, context: 10}
      """
    ).report()
    #expect(report.outcome == .fault)
    #expect(report.deployments.map(\.outcome) == [.fault, .pass])
  }
}
