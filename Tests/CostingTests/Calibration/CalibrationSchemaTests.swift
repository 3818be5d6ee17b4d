import Foundation
import Testing
@testable import Costing

/// Validates files with a JSON Schema validator, where Python has one.
@Suite(.enabled(if: Python.run("import jsonschema, yaml")?.status == 0))
struct CalibrationSchemaTests {
  /// Prints the numbers of the texts that are not valid.
  private static let script = """
    import json, sys, jsonschema, yaml
    schema = json.load(open(sys.argv[1]))
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    for index, text in enumerate(sys.argv[2:]):
        if not validator.is_valid(yaml.safe_load(text)): print(index)
    """

  private func invalid(_ texts: [String]) throws -> [Int] {
    let schema = Repository.root.appending(path: "Sources/Costing/Calibrations/calibration.schema.json").path()
    let result = try #require(Python.run(Self.script, [schema] + texts))
    #expect(result.status == 0)
    return result.output.split(separator: "\n").compactMap { Int($0) }
  }

  @Test func shippedFilesAreValid() throws {
    let texts = [PackageResources.default_yaml, PackageResources.ideal_yaml].map { String(decoding: $0, as: UTF8.self) }
    #expect(try invalid(texts + [CalibrationText.round]) == [])
  }

  /// Families may leave out what all share, but only then; the range of a fit has its own form.
  @Test func sharedFiguresAndFittedRangesHaveAForm() throws {
    let shared = CalibrationText.round.replacing("families:\n  round:\n", with: "common:\n")
    let range = """
      fittedOn:
        runs: 3
        accelerators: [H200]
        runtimes: [vllm]
        models: [m/one]
        gpus: {least: 4, most: 8}
        context: {least: 1000, most: 2000}

      """
    let valid = [
      shared + "families: {round: {}}\n", CalibrationText.round + range,
      CalibrationText.round + range + "  sequencesPerRank: {least: 1, most: 2}\n",
    ]
    let wrong = [
      CalibrationText.round.replacing("    imbalance:", with: "  other:\n    imbalance:"),
      shared + "families: {round: {hbm: {fast: 1}}}\n", CalibrationText.round + range.replacing("3", with: "0"),
      CalibrationText.round + range.replacing("gpus: {least: 4", with: "gpus: {fewest: 4"),
      CalibrationText.round + range.replacing("[vllm]", with: "vllm"),
    ]
    #expect(try invalid(valid + wrong) == Array(valid.count..<valid.count + wrong.count))
  }

  /// What a schema can say of a single value, it says as the reader does; it knows neither units' sizes, nor NaN, nor
  /// which other families there are.
  @Test func whatTheReaderRefusesTheSchemaRefusesToo() throws {
    let beyond = ["3 PB", "4 min", ".nan", "circle"]
    let changes = CalibrationFaultTests.changes.filter { change in !beyond.contains { change.new.contains($0) } }
    let texts = changes.map { CalibrationText.round.replacing($0.old, with: $0.new) }
    #expect(try invalid([CalibrationText.round] + texts) == Array(1...texts.count))
  }
}
