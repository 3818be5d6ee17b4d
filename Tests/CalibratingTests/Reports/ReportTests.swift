import Formats
import Foundation
import Reporting
import Testing
@testable import Calibrating

@Suite("A validation as text, JSON and CSV")
struct ReportTests {
  private static let long = String(repeating: "a-very-long-identifier-", count: 5)

  private func validation() -> (RunValidation, [MeasuredFile]) {
    let reason = Diagnostic(
      id: .missingLoad, file: "runs", key: "[3].workload", found: "neither", expected: "a batch or a concurrency")
    let rows = ["p", "q", "r", "s"].map { UnreadableRow(id: $0, place: "[3]", quantities: [], reason: reason) }
    let runs = [
      SmallRuns.run("a", figures: [.timePerOutputToken: 0.010, .timeToFirstToken: 0.5]),
      SmallRuns.run(Self.long, model: Self.long, figures: [.timePerOutputToken: 0.020]),
      SmallRuns.run("b, \"c\"", figures: [.outputTokensPerSecondPerGPU: 1000]),
    ]
    let predictor = TestPredictor(
      [
        "a": [.timePerOutputToken: 0.012, .timeToFirstToken: 0.4], Self.long: [.timePerOutputToken: 0.1],
      ], remark: "figures of one accelerator stand in for another's, which is a long remark that has to be wrapped")
    let files = [SmallRuns.file(runs, unreadable: rows)]
    return (RunValidation(files, predictor: predictor), files)
  }

  @Test(arguments: Grouping.allCases)
  func textKeepsToItsWidth(grouping: Grouping) {
    let (validation, files) = validation()
    let text = ValidationReport(validation, files: files, calibration: "default", grouping: grouping).description
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let tooLong = lines.filter { $0.count > 100 && !$0.contains(Self.long) }
    #expect(tooLong == [])
    #expect(lines[0] == "2 of 7 rows predicted with calibration default; 4 measured no quantity of serving")
    #expect(text.contains("by \(grouping.rawValue)"))
    #expect(lines.filter { $0.last == " " } == [])
  }

  @Test func textSaysTheWorstAndTheMissing() {
    let (validation, files) = validation()
    let text = ValidationReport(validation, files: files, calibration: "default", grouping: .model).description
    #expect(text.contains("TPOT 20.0 ms measured, 100 ms predicted, bound by HBM reads"))
    #expect(text.contains("     4  expected a batch or a concurrency [missing-load]\n        p, q, r, ..."))
    #expect(text.contains("     1  expected a known model [unknown-model]\n        b, \"c\""))
    #expect(text.contains("(2 rows)"))
  }

  @Test func tableHasEveryFigureAndEmptyCells() {
    let (validation, _) = validation()
    #expect(
      PredictionTable(validation).description == """
        id,quantity,measured,predicted,unit
        a,timePerOutputToken,0.01,0.012,s
        a,timeToFirstToken,0.5,0.4,s
        \(Self.long),timePerOutputToken,0.02,0.1,s
        "b, ""c""\",outputTokensPerSecondPerGPU,1000.0,,tok/s/GPU
        """)
  }

  @Test func documentHasStatisticsUnderTheirNames() throws {
    let (validation, files) = validation()
    let text = try JSONText.encode(ValidationDocument(validation, files: files, calibration: "default"))
    let root = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(root["rows"] as? Int == 7 && root["answered"] as? Int == 2)
    let time = try #require(root["timePerOutputToken"] as? [String: Double])
    // Errors 0.2 and 4; ratios 1.2 and 5.
    #expect(time["rows"] == 2 && time["answered"] == 2 && time["within25"] == 0.5)
    #expect(abs((time["mape"] ?? 0) - 2.1) < 1e-9 && abs((time["medianRatio"] ?? 0) - 3.1) < 1e-9)
    let rate = try #require(root["outputTokensPerSecondPerGPU"] as? [String: Double])
    #expect(rate["mape"] == 1 && rate["medianRatio"] == nil)
    let unanswered = try #require(root["unanswered"] as? [[String: String]])
    #expect(unanswered.map { $0["id"] } == ["b, \"c\"", "p", "q", "r", "s"])
    #expect(unanswered[1]["kind"] == "missing-load")
    #expect((root["worst"] as? [[String: Any]])?.first?["id"] as? String == Self.long)
    let groups = try #require(root["groups"] as? [[String: Any]])
    #expect(Set(groups.compactMap { $0["by"] as? String }) == Set(Grouping.allCases.map(\.rawValue)))
  }

  @Test func documentIsAsItsSchemaSays() throws {
    let (validation, files) = validation()
    let text = try JSONText.encode(ValidationDocument(validation, files: files, calibration: "default"))
    #expect(try SchemaCheck(schema: "validation", text: text).faults == [])
    let broken = text.replacing("\"calibration\"", with: "\"calibrations\"").replacing("\"hbm\"", with: "\"hdd\"")
    #expect(try SchemaCheck(schema: "validation", text: broken).faults.count == 5)
  }

  @Test func theSameInputIsTheSameText() throws {
    let texts = try (0..<3).map { _ in
      let (validation, files) = validation()
      return try JSONText.encode(ValidationDocument(validation, files: files, calibration: "default"))
        + ValidationReport(validation, files: files, calibration: "default", grouping: .configuration).description
    }
    #expect(Set(texts).count == 1)
  }
}
