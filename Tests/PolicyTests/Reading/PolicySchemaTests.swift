import Foundation
import Optimization
import Plans
import Reporting
import Testing
@testable import Policy

/// Validates with a JSON Schema validator, where Python has one.
@Suite(
  "Published schemas of policies and of their reports", .enabled(if: Python.run("import jsonschema, yaml")?.status == 0)
)
struct PolicySchemaTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The numbers of the texts that are not valid.
  private func invalid(_ texts: [String], by schema: String) throws -> [Int] {
    let script = """
      import json, sys, jsonschema, yaml
      schema = json.load(open(sys.argv[1]))
      jsonschema.Draft7Validator.check_schema(schema)
      validator = jsonschema.Draft7Validator(schema)
      for index, text in enumerate(sys.argv[2:]):
          if not validator.is_valid(yaml.safe_load(text)): print(index)
      """
    let result = try #require(Python.run(script, [Self.root.appending(path: schema).path()] + texts))
    #expect(result.status == 0)
    return result.output.split(separator: "\n").compactMap { Int($0) }
  }

  @Test func policiesThatAreReadAreValid() throws {
    let example = try String(
      contentsOf: Self.root.appending(path: "Examples/check-in-ci/policy.yaml"), encoding: .utf8)
    let cases = [
      OutcomeTests.passing, OutcomeTests.memory, OutcomeTests.latency, OutcomeTests.demand, OutcomeTests.nodeLoss,
    ]
    #expect(try invalid([example] + cases.compactMap { $0.files["policy.yaml"] }, by: Self.policy) == [])
  }

  /// What no schema can know: names, repeated names, files, and what does not go together.
  private static let beyondSchemas = [
    "two of a name", "an unknown model", "an unknown cluster", "a missing file", "no length",
    "a figure of other deployments", "a mode that replicas do not have", "a plan that is not there",
    "a baseline without figures", "traffic without a rate", "a degree that does not divide", "clients without targets",
  ]

  @Test func policiesThatAreRefusedAreNot() throws {
    let wrong = PolicyFaultTests.ofPolicy + PolicyFaultTests.ofDeployment
    let seen = wrong.filter { !Self.beyondSchemas.contains($0.name) }
    #expect(seen.count > 12)
    #expect(try invalid(seen.map(\.text), by: Self.policy) == Array(seen.indices))
  }

  @Test func reportsAreValid() throws {
    let cases = [OutcomeTests.passing, OutcomeTests.memory, OutcomeTests.nodeLoss, OutcomeTests.unproved]
    let reports = try cases.map { try JSONText.encode($0.report()) }
    #expect(try invalid(reports, by: "Sources/Plans/Schemas/check.schema.json") == [])
  }

  private static let policy = "Sources/Policy/policy.schema.json"
}
