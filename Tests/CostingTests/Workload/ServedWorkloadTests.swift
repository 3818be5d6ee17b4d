import Formats
import Models
import Quantities
import Testing
@testable import Costing

@Suite("Files of workloads")
struct ServedWorkloadTests {
  @Test func everyKeyIsRead() throws {
    let workloads = try WorkloadText.read(WorkloadText.plain)
    #expect(workloads.map(\.name) == ["chat", "Llama-3.1-8B"])
    #expect(workloads.map(\.modelReference) == ["deepseek-ai/DeepSeek-V3", "Llama-3.1-8B"])
    #expect(workloads.map(\.traffic.inputTokens) == [4000, 500])
    #expect(workloads.map(\.traffic.outputTokens) == [1001, 101])
    #expect(workloads.map(\.traffic.prefixCacheHitRate) == [0, 0.3])
    #expect(workloads.map(\.targets.timeToFirstToken?.value) == [2, 0.6])
    #expect(workloads.map(\.targets.timePerOutputToken?.value) == [0.03, 0.02])
    #expect(workloads.map(\.weightFormat) == [nil, .float8] && workloads.map(\.cacheFormat) == [nil, .float8])
    #expect(workloads.map(\.speculation) == [nil, Speculation(draftTokens: 3, acceptance: 0.8)])
    let stored = try ModelArchitecture(reference: "Llama-3.1-8B")
    #expect(workloads[1].model == stored.asReleased(in: .float8) && workloads[1].model != stored)
  }

  /// 16 clients whose answers take 600 ms + 100 · 20 ms = 2.6 s: 6.154 requests per second.
  @Test func clientsAskAsOftenAsTheyAreAnswered() throws {
    let workloads = try WorkloadText.read(WorkloadText.plain)
    #expect(workloads[0].demand?.requestsPerSecond == 20 && workloads[0].demand?.concurrency == nil)
    #expect(isClose(workloads[1].demand?.requestsPerSecond, 16 / 2.6))
    #expect(workloads[1].demand?.concurrency == 16)
    #expect(workloads.map(\.traffic.load) == [.requestsPerSecond(20), .requestsPerSecond(16 / 2.6)])
  }

  /// A single workload may ask for as much as can be served.
  @Test func oneAloneNeedsNoDemand() throws {
    let text = "workloads: [{model: Llama-3.1-8B, input: 10, output: 2}]"
    let workload = try #require(WorkloadText.read(text).first)
    #expect(workload.demand == nil && workload.targets == ServiceTargets())
  }

  @Test(arguments: WorkloadText.faults + WorkloadText.deeperFaults)
  func faultsAreFound(_ change: WorkloadText.Case) throws {
    let text = WorkloadText.plain.replacing(change.old, with: change.new, maxReplacements: 1)
    #expect(text != WorkloadText.plain)
    do {
      _ = try WorkloadText.read(text)
      Issue.record("\(change.new) was read")
    } catch let fault as Diagnostic {
      #expect(fault.id.rawValue == change.id && fault.key == change.key, "\(fault)")
      #expect(fault.file == "work.yaml" && fault.line != nil, "\(fault)")
    }
  }

  @Test func listsAreLimited() throws {
    let one = "{model: Llama-3.1-8B, input: 10, output: 2, requests-per-second: 1, name: NAME}"
    func text(_ count: Int) -> String {
      "workloads: [\((0..<count).map { one.replacing("NAME", with: "n\($0)") }.joined(separator: ", "))]"
    }
    #expect(try WorkloadText.read(text(16)).count == 16)
    #expect(throws: Diagnostic.self) { try WorkloadText.read(text(17)) }
    #expect(throws: Diagnostic.self) { try WorkloadText.read("workloads: []") }
    #expect(throws: Diagnostic.self) { try WorkloadText.read("workloads: 3") }
    #expect(throws: Diagnostic.self) { try WorkloadText.read("[]") }
  }
}

/// Validates with a JSON Schema validator, where Python has one.
@Suite(.enabled(if: Python.run("import jsonschema, yaml")?.status == 0))
struct WorkloadSchemaTests {
  @Test func theSchemaSaysWhatTheReaderSays() throws {
    let example = try String(
      contentsOf: Repository.root.appending(path: "Examples/rate-workers/workloads.yaml"), encoding: .utf8)
    let texts =
      [example, WorkloadText.plain, "workloads: [{model: m, input: 10, output: 2}]"]
      + WorkloadText.faults.map { WorkloadText.plain.replacing($0.old, with: $0.new, maxReplacements: 1) }
    #expect(try WorkloadText.read(example).count == 2)
    let schema = Repository.root.appending(path: "Sources/Costing/Serving/workloads.schema.json").path()
    let result = try #require(Python.run(Self.script, [schema] + texts))
    #expect(result.status == 0)
    #expect(result.output.split(separator: "\n").compactMap { Int($0) } == Array(3..<texts.count))
  }

  /// Prints the numbers of the texts that are not valid.
  private static let script = """
    import json, sys, jsonschema, yaml
    schema = json.load(open(sys.argv[1]))
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    for index, text in enumerate(sys.argv[2:]):
        if not validator.is_valid(yaml.safe_load(text)): print(index)
    """
}
