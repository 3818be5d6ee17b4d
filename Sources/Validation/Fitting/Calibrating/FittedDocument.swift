import Inputs
import Quantities

/// Writes fitted values into the calibration that the fit started from.
struct FittedDocument {
  private let original: CalibrationDocument
  private let fit: Fit
  private let runs: [MeasuredRun]
  private let files: [String]
  private let name: String

  init(_ document: CalibrationDocument, fit: Fit, runs: [MeasuredRun], files: [String], name: String) {
    original = document
    self.fit = fit
    self.runs = runs
    self.files = files
    self.name = name
  }

  /// The new document; `figures` is the same without the section that says what it was fitted on.
  func document() throws -> (figures: CalibrationDocument, range: FittedRange, document: CalibrationDocument) {
    guard let range = FittedRange(runs) else {
      throw Diagnostic(id: "no-runs", file: files.joined(separator: ", "), found: "none", expected: "measured runs")
    }
    var changes: [String: FigureChange] = [:]
    for estimate in fit.estimates where estimate.isInformed {
      changes[estimate.parameter.key] = FigureChange(
        value: text(estimate.value, estimate), evidence: evidence(estimate))
    }
    let figures = try original.replacing(changes).renamed(name, description: description)
    return (figures, range, try figures.adding(range))
  }

  /// Looks whether the document can be edited, before the work of a fit.
  /// - Throws: `Diagnostic` "calibration-form" where it cannot.
  static func rehearse(_ document: CalibrationDocument, _ parameters: [FittedParameter], _ runs: [MeasuredRun]) throws {
    let change = { (parameter: FittedParameter) in
      FigureChange(value: FigureText(number: parameter.prior, unit: parameter.unit).exact, evidence: "none yet")
    }
    let changes = Dictionary(parameters.map { ($0.key, change($0)) }) { first, _ in first }
    let edited = try document.replacing(changes).renamed("name", description: "none yet")
    if let range = FittedRange(runs) { _ = try edited.adding(range) }
  }

  private var source: String { "\(runs.count) runs of \(files.map(Self.lastName).joined(separator: ", "))" }

  private var description: String { "\(Self.lastName(original.file)), fitted on \(source)." }

  /// "fitted on 426 runs of serving.csv (38 inform it), prior 105 us, ± 3.1 us".
  private func evidence(_ estimate: Estimate) -> String {
    let informed = estimate.informingRuns == runs.count ? "" : " (\(estimate.informingRuns) inform it)"
    let prior = FigureText(number: estimate.parameter.prior, unit: estimate.parameter.unit)
    let width =
      estimate.isAtBound
      ? "at the bound of what can be fitted"
      : estimate.standardError.map { "± \(text($0, estimate, digits: 2))" } ?? "no standard error"
    return "fitted on \(source)\(informed), prior \(prior.plain), \(width)"
  }

  private func text(_ value: Double, _ estimate: Estimate, digits: Int = 4) -> String {
    FigureText(number: value, unit: estimate.parameter.unit).rounded(to: digits)
  }

  /// The file without its folders: they differ from machine to machine.
  private static func lastName(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
}
