import Formats
import Testing
@testable import Calibrating

@Suite("Calibrations that are fitted to runs")
struct CalibratorTests {
  @Test func theTruthIsFoundDespiteWildRuns() throws {
    let fit = try ToyServing.fit(ToyServing.runs())
    let truth = [
      "families.red.overhead": 140, "families.red.reads": 0.6, "families.blue.overhead": 80,
      "families.blue.reads": 0.7,
    ]
    for (key, value) in truth {
      let estimate = try #require(fit.fit.estimates.first { $0.parameter.key == key })
      // Floor and slope trade against each other: the standard error knows.
      #expect(abs(estimate.value / value - 1) < 0.12, "\(key): \(estimate.value)")
      #expect(abs(estimate.value - value) < 2 * (try #require(estimate.standardError)))
      #expect(estimate.isInformed && !estimate.isAtBound && estimate.narrowing < 0.6)
    }
    #expect(fit.runs == 40 && fit.fit.status == .converged)
    let time = try #require(fit.errors.first { $0.quantity == .timePerOutputToken })
    #expect(try #require(time.inSample).median < 0.05 && time.before.median > 0.1)
    #expect(try #require(time.unseen).median < 0.06 && fit.worsened.isEmpty)
    #expect(fit.folds == 5)
  }

  @Test func figuresThatNothingInformsStayAndSaySo() throws {
    let fit = try ToyServing.fit(ToyServing.runs(["red"]))
    #expect(
      fit.unfitted.map(\.key).sorted()
        == ["families.blue.idle", "families.blue.overhead", "families.blue.reads", "families.red.idle"])
    #expect(Set(fit.unfitted.map(\.reason)) == ["not informed by these runs"])
    for figure in fit.unfitted {
      let unit = figure.key.hasSuffix("reads") ? "" : "us"
      #expect(try fit.document.value(at: figure.key, in: unit) == ToyServing.document().value(at: figure.key, in: unit))
      #expect(try fit.document.evidence(at: figure.key) == ToyServing.document().evidence(at: figure.key))
    }
  }

  @Test func theDocumentSaysWhatItWasFittedOn() throws {
    let fit = try ToyServing.fit(ToyServing.runs(["red"]))
    let document = try CalibrationDocument(fit.document.text, file: "mine.yaml")
    #expect(document.name == "mine")
    #expect(document.text.contains("description: \"toy.yaml, fitted on 20 runs of toy.csv.\""))
    #expect(document.text.contains("# Sixty layers a step."))
    let evidence = try document.evidence(at: "families.red.overhead")
    #expect(evidence.hasPrefix("fitted on 20 runs of toy.csv, prior 100 us, ± "), "\(evidence)")
    let range = try #require(try document.fittedRange())
    #expect(range == fit.range && range.accelerators == ["red"] && range.models == ["m/one", "m/three", "m/two"])
    #expect(range.gpus == CountRange(least: 1, most: 8) && range.context == CountRange(least: 1_280, most: 1_280))
    #expect(range.sequencesPerRank == CountRange(least: 1, most: 64))
  }

  /// A fit of a fitted calibration has one section of what it was fitted on.
  @Test func fittingAgainReplacesTheSection() throws {
    let first = try ToyServing.fit(ToyServing.runs(["red"]))
    let again = try Calibrator(first.document, options: ToyServing.options) { ToyServing.Predictor(document: $0) }
      .fit(ToyServing.runs(), files: ["toy.csv"], name: "again")
    #expect(again.document.text.split(separator: "\n").count { $0 == "fittedOn:" } == 1)
    #expect(try again.document.fittedRange()?.runs == 40)
  }

  @Test func theSameBytesTwiceAndOnOneCore() throws {
    var options = ToyServing.options
    let first = try ToyServing.fit(ToyServing.runs(), options: options)
    options.fit.isConcurrent = false
    let second = try ToyServing.fit(ToyServing.runs(), options: options)
    #expect(first.document.text == second.document.text)
    #expect(first.fit == second.fit && first.errors == second.errors)
  }

  @Test func whatIsLeftOutWasNotSeen() throws {
    var options = ToyServing.options
    options.leaveOut = LeaveOut(kind: "family") { $0.accelerator }
    let fit = try ToyServing.fit(ToyServing.runs(), options: options)
    #expect(fit.leftOut.map(\.name) == ["blue", "red"] && fit.leftOut.map(\.runs) == [20, 20])
    // Nothing but red runs tells of red figures: without them they are as before.
    let red = try #require(fit.leftOut[1].errors.first { $0.quantity == .timePerOutputToken })
    #expect(red.unseen == red.before && red.inSample == nil)
  }

  @Test func whatCannotBePredictedIsAMiss() throws {
    var runs = try ToyServing.runs()
    runs[0].accelerator = "green"
    runs[1].traffic.load = .requestsPerSecond(3)
    let unreadable = UnusedRun(id: "row 9", quantities: [.timePerOutputToken], reason: "no such model")
    let fit = try ToyServing.fit(runs, unreadable: [unreadable])
    #expect(fit.unused.map(\.id) == ["row 9", "run 0", "run 1"] && fit.runs == 38)
    let time = try #require(fit.errors.first { $0.quantity == .timePerOutputToken })
    #expect(time.before.count == 41 && time.before.unpredicted == 3 && time.unseen?.unpredicted == 3)
  }

  // MARK: - Refusals

  @Test func tooLittleIsRefused() throws {
    let runs = try ToyServing.runs()
    let none = #expect(throws: Diagnostic.self) { try ToyServing.fit([]) }
    #expect(none?.id.rawValue == "missing-runs")
    let few = #expect(throws: Diagnostic.self) { try ToyServing.fit(Array(runs.prefix(4))) }
    #expect(few?.id.rawValue == "too-few-runs")
    var options = ToyServing.options
    options.fit.fewestRuns = 1
    let fewer = #expect(throws: Diagnostic.self) { try ToyServing.fit([runs[0]], options: options) }
    #expect(fewer?.id.rawValue == "too-few-runs" && fewer?.found == "1 run, depending on 2 figures")
  }

  @Test func oneGroupCannotBeLeftOut() throws {
    var options = ToyServing.options
    options.leaveOut = LeaveOut(kind: "family") { $0.accelerator }
    let fault = #expect(throws: Diagnostic.self) { try ToyServing.fit(ToyServing.runs(["red"]), options: options) }
    #expect(fault?.id.rawValue == "too-few-groups")
  }

  @Test func aCalibrationWithoutFittableFiguresIsRefused() throws {
    let fault = #expect(throws: Diagnostic.self) {
      try Calibrator(ToyServing.document()) { ToyServing.Predictor(document: $0) }
    }
    #expect(fault?.id.rawValue == "nothing-to-fit")
  }

  @Test func aPriorOutsideOfItsBoundsStays() throws {
    let text = ToyServing.calibration.replacing("{value: 100 us", with: "{value: 1 ms")
    let selection = try FigureSelection(CalibrationDocument(text, file: "toy.yaml"), kinds: ToyServing.parameters)
    #expect(
      selection.unfitted == [
        UnfittedFigure(
          key: "families.red.overhead", reason: "1000 us lies outside of what can be fitted, 5.00 to 400 us")
      ])
  }
}
