import Reporting
import Testing
@testable import Calibrating

@Suite("What is told of a fit")
struct FitReportTests {
  private static func fit(_ runs: [MeasuredRun]) throws -> CalibrationFit {
    var options = ToyServing.options
    options.leaveOut = LeaveOut(kind: "model") { $0.model }
    let unreadable = (0..<12).map { UnusedRun(id: "row \($0)", quantities: [], reason: "no such model") }
    return try ToyServing.fit(runs, unreadable: unreadable, options: options)
  }

  @Test func theScreenHasWhatAnEngineerAsks() throws {
    let text = try CalibrationFitReport(Self.fit(ToyServing.runs())).description
    for line in text.split(separator: "\n") { #expect(line.count <= 100 && line.last != " ", "\(line)") }
    for part in [
      "mine  toy.yaml fitted on 40 runs of data/toy.csv, converged after", "families.red.overhead",
      "TPOT, fitted without the run (5 folds)", "fitted without the model", "m/three, TTFT, shipped",
      "not informed by these runs: families.red.idle, families.blue.idle",
      "12 runs not used, counted as errors of 100 %", "and 2 more",
    ] {
      #expect(text.contains(part), "\(part)")
    }
  }

  /// Forty times slower than 140 us a layer: the bound holds the figure, and the reader is told.
  @Test func aBoundIsTold() throws {
    var runs = try ToyServing.runs(["red"], wild: 1)
    for index in runs.indices { runs[index].figures[.timePerOutputToken]? *= 40 }
    for index in runs.indices { runs[index].figures[.timeToFirstToken]? *= 40 }
    let fit = try ToyServing.fit(runs)
    let estimate = try #require(fit.fit.estimates.first { $0.parameter.key == "families.red.overhead" })
    #expect(estimate.value == 400 && estimate.isAtBound && estimate.standardError == nil)
    #expect(try CalibrationFitReport(fit).description.contains("at bound: the runs ask for more"))
    #expect(try fit.document.evidence(at: "families.red.overhead").contains("at the bound of what can be fitted"))
  }

  @Test(.enabled(if: FitSchema.isAvailable)) func theDocumentIsAsItsSchemaSays() throws {
    let fit = try Self.fit(ToyServing.runs())
    let text = try JSONText.encode(CalibrationFitDocument(fit))
    #expect(try FitSchema.faults(text) == [])
    #expect(try !FitSchema.faults(text.replacing("\"narrowing\"", with: "\"tightening\"")).isEmpty)
    #expect(try JSONText.encode(CalibrationFitDocument(Self.fit(ToyServing.runs()))) == text)
  }
}
