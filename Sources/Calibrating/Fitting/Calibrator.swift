import Formats
import Quantities

/// Fits the figures of a calibration to measured runs and judges the fit by runs that it did not see.
public struct Calibrator: Sendable {
  /// Makes a predictor of runs from a calibration. Called from several threads at once.
  public typealias Predictor = @Sendable (CalibrationDocument) throws -> any RunPredicting

  let document: CalibrationDocument
  let options: CalibratorOptions
  let predictor: Predictor
  let selection: FigureSelection
  let template: CalibrationTemplate
  private let progress: @Sendable (Double) -> Void

  /// - Parameters:
  ///   - document: The initial calibration, whose figures are the priors.
  ///   - options: The parameters to fit, and the validation.
  ///   - progress: Called with the share of the work that is done, a rough one, as nobody knows how many steps a fit takes.
  ///   - predictor: Makes a predictor of runs from a calibration.
  /// - Throws: `Diagnostic` where the calibration has nothing to fit or cannot be edited in place.
  public init(
    _ document: CalibrationDocument, options: CalibratorOptions = CalibratorOptions(),
    progress: @escaping @Sendable (Double) -> Void = { _ in }, predictor: @escaping Predictor
  ) throws {
    self.progress = progress
    self.document = document
    self.options = options
    self.predictor = predictor
    selection = try FigureSelection(document, kinds: options.parameters)
    template = try CalibrationTemplate(document, parameters: selection.parameters)
  }

  /// Fits all runs that can be predicted.
  /// - Parameters:
  ///   - runs: The measured runs.
  ///   - unreadable: The rows that could not be read; they count as misses.
  ///   - files: The names of the files.
  ///   - name: The name of the fitted calibration.
  /// - Throws: `Diagnostic` "missing-runs", "too-few-runs", "too-few-groups".
  public func fit(
    _ runs: [MeasuredRun], unreadable: [UnusedRun] = [], files: [String], name: String
  ) throws -> CalibrationFit {
    let sample = try RunSample(runs, unreadable: unreadable, predictor: predictor(document))
    let groups = try groupsToLeaveOut(sample)
    try FittedDocument.rehearse(document, selection.parameters, sample.runs)
    let steps = FitSteps(fits: 1 + (options.folds > 1 ? options.folds : 0) + (groups?.parts.count ?? 0), progress)
    let fit = try fit(sample.runs, steps, wantsErrors: true)
    try check(fit, sample, files)
    let fitted = try FittedDocument(document, fit: fit, runs: sample.runs, files: files, name: name).document()
    let judge = FitJudge(calibrator: self, sample: sample, fitted: try predictor(fitted.figures), steps: steps)
    let folds = judge.folds
    let unseen = try folds.map(judge.unseen)
    let judged = try unseen.map { try self.judged(fitted.document, sample.runs, $0, folds: folds?.parts.count ?? 0) }
    return CalibrationFit(
      name: name, source: document.file, files: files, runs: sample.runs.count, unused: sample.unused, fit: fit,
      unfitted: unfitted(fit), errors: judge.errors(unseen: unseen), folds: folds?.parts.count ?? 0,
      leftOutKind: options.leaveOut?.kind, leftOut: try groups.map(judge.leftOut) ?? [], range: fitted.range,
      document: judged ?? fitted.document)
  }

  /// The fitted calibration with the ranges of error that it has shown on runs that it had not seen.
  private func judged(
    _ document: CalibrationDocument, _ runs: [MeasuredRun], _ unseen: [RunPrediction?], folds: Int
  ) throws -> CalibrationDocument {
    let ranges = ErrorRanges(
      runs, unseen: unseen, evidence: "cross-validation by configuration in \(folds) folds")
    return ranges.isEmpty ? document : try document.adding(ranges)
  }

  /// The fit of some runs, by the same rules whichever they are.
  /// - Parameter wantsErrors: Whether errors are estimated; of a fit that only judges another nobody reads them.
  func fit(_ runs: [MeasuredRun], _ steps: FitSteps, wantsErrors: Bool) throws -> Fit {
    let problem = CalibrationProblem(runs, template: template, predictor: predictor)
    let minimizer = LeastSquaresMinimizer(problem, parameters: selection.parameters, options: options.fit)
    defer { steps.finishFit() }
    return try minimizer.fit(wantsErrors: wantsErrors, afterStep: steps.finishStep)
  }

  /// The predictor with the fitted values.
  func predictor(_ fit: Fit) throws -> any RunPredicting { try predictor(template.document(with: fit.values)) }

  /// - Throws: `Diagnostic` "too-few-groups".
  private func groupsToLeaveOut(_ sample: RunSample) throws -> Partition? {
    guard let leaveOut = options.leaveOut else { return nil }
    let partition = Partition.leavingOut(groups: try sample.runs.map(leaveOut.group))
    guard partition.parts.count > 1 else {
      throw Diagnostic(
        id: .tooFewGroups, file: "--leave-out", found: "runs of one \(leaveOut.kind) alone",
        expected: "two or more, so that one can be left out")
    }
    return partition
  }

  private func check(_ fit: Fit, _ sample: RunSample, _ files: [String]) throws {
    let file = files.joined(separator: ", ")
    let count = "\(sample.runs.count) run\(sample.runs.count == 1 ? "" : "s")"
    if fit.informedCount == 0 {
      throw Diagnostic(
        id: .tooFewRuns, file: file,
        found: "\(count), telling too little of any figure",
        expected: "\(options.fit.fewestRuns) runs or more that depend on a figure",
        advice: "measure more concurrencies and lengths")
    }
    guard sample.runs.count >= fit.informedCount else {
      throw Diagnostic(
        id: .tooFewRuns, file: file,
        found: "\(count), depending on \(fit.informedCount) figures",
        expected: "as many runs as figures, or more", advice: "measure more concurrencies and lengths")
    }
  }

  private func unfitted(_ fit: Fit) -> [UnfittedFigure] {
    selection.unfitted
      + fit.estimates.filter { !$0.isInformed }.map { estimate in
        let count = estimate.informingRuns
        let reason =
          count == 0
          ? "not informed by these runs"
          : "informed by \(count) run\(count == 1 ? "" : "s"), \(options.fit.fewestRuns) are needed"
        return UnfittedFigure(key: estimate.parameter.key, reason: reason)
      }
  }
}

/// The figures of a calibration that may be fitted, and those that may not although their kind could be.
struct FigureSelection {
  private(set) var parameters: [FittedParameter] = []
  private(set) var unfitted: [UnfittedFigure] = []

  /// - Throws: `Diagnostic` where a figure's unit is not one of its kind's, or no figure is of a kind.
  init(_ document: CalibrationDocument, kinds: [FittableParameter]) throws {
    for key in document.figureKeys {
      guard let kind = kinds.first(where: { $0.matches(key) }) else { continue }
      let prior = try document.value(at: key, in: kind.unit)
      guard kind.bounds.contains(prior) else {
        unfitted.append(UnfittedFigure(key: key, reason: Self.outside(kind, prior)))
        continue
      }
      parameters.append(
        FittedParameter(
          key: key, unit: kind.unit, scale: kind.scale, bounds: kind.bounds, prior: prior, priorWidth: kind.priorWidth))
    }
    guard !parameters.isEmpty else {
      throw Diagnostic(
        id: .nothingToFit, file: document.file, found: "no figure that may be fitted",
        expected: "a calibration with such figures as \(kinds.first?.pattern ?? "families.*")")
    }
  }

  private static func outside(_ kind: FittableParameter, _ prior: Double) -> String {
    let unit = kind.unit.isEmpty ? "" : " \(kind.unit)"
    let numbers = [prior, kind.bounds.lowerBound, kind.bounds.upperBound].map { Numerals.significant($0) }
    return "\(numbers[0])\(unit) lies outside of what can be fitted, \(numbers[1]) to \(numbers[2])\(unit)"
  }
}

/// Errors of a fit, on runs that it saw and on runs that it did not.
private struct FitJudge {
  let calibrator: Calibrator
  let sample: RunSample
  /// Predicts with the figures as they are written, rounded.
  let fitted: any RunPredicting
  let steps: FitSteps

  /// Folds over configurations; `nil` where there is one configuration, or one fold was asked for.
  var folds: Partition? {
    let partition = Partition.folds(calibrator.options.folds, groups: sample.runs.map(\.configuration))
    return partition.parts.count > 1 ? partition : nil
  }

  /// The errors by quantity, in the order of declaration.
  func errors(unseen: [RunPrediction?]?) -> [QuantityErrors] {
    let seen = sample.runs.map { try? fitted.blindPrediction(of: $0) }
    return quantityErrors(Array(sample.runs.indices), seen: seen, unseen: unseen, missed: sample.missed)
  }

  /// The errors by left-out group, in the order of the parts.
  func leftOut(_ partition: Partition) throws -> [LeftOutGroup] {
    let unseen = try unseen(partition)
    return partition.parts.map { part in
      LeftOutGroup(
        name: part.name, runs: part.rows.count,
        errors: quantityErrors(part.rows, seen: nil, unseen: unseen, missed: { _ in 0 }))
    }
  }

  /// The predictions of each run by figures that were fitted without its part.
  func unseen(_ partition: Partition) throws -> [RunPrediction?] {
    try CrossValidation.predictions(
      of: sample.runs, by: partition, fit: { try calibrator.predictor(calibrator.fit($0, steps, wantsErrors: false)) },
      predict: { predictor, run in try? predictor.blindPrediction(of: run) }
    ).map { $0 ?? nil }
  }

  private func quantityErrors(
    _ rows: [Int], seen: [RunPrediction?]?, unseen: [RunPrediction?]?, missed: (MeasuredQuantity) -> Int
  ) -> [QuantityErrors] {
    MeasuredQuantity.allCases.compactMap { quantity in
      let misses = missed(quantity)
      guard let before = errors(quantity, rows, sample.before, misses) else { return nil }
      return QuantityErrors(
        quantity: quantity, before: before, inSample: seen.flatMap { errors(quantity, rows, $0, misses) },
        unseen: unseen.flatMap { errors(quantity, rows, $0, misses) })
    }
  }

  /// The errors of a quantity; only fitted quantities are judged.
  private func errors(
    _ quantity: MeasuredQuantity, _ rows: [Int], _ predictions: [RunPrediction?], _ misses: Int
  ) -> RunErrors? {
    let pairs = rows.compactMap { row -> (predicted: Double?, measured: Double)? in
      let run = sample.runs[row]
      guard FittedQuantities.of(run).contains(quantity), let measured = run.figures[quantity] else { return nil }
      return (predictions[row]?.values[quantity], measured)
    }
    return RunErrors(pairs + [(predicted: Double?, measured: Double)](repeating: (nil, 1), count: misses))
  }
}

/// Writes fitted values into the calibration that the fit started from.
private struct FittedDocument {
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

  /// The new document. `figures` is the same without the section on its range.
  func document() throws -> (figures: CalibrationDocument, range: FittedRange, document: CalibrationDocument) {
    guard let range = FittedRange(runs) else {
      throw Diagnostic(id: .missingRuns, file: files.joined(separator: ", "), found: "none", expected: "measured runs")
    }
    var changes: [String: CalibrationEdit] = [:]
    for estimate in fit.estimates where estimate.isInformed {
      changes[estimate.parameter.key] = CalibrationEdit(
        value: text(estimate.value, estimate), evidence: evidence(estimate))
    }
    let figures = try original.replacing(changes).renamed(name, description: description)
    return (figures, range, try figures.adding(range))
  }

  /// Looks whether the document can be edited, before the work of a fit.
  /// - Throws: `Diagnostic` "calibration-form" where it cannot.
  static func rehearse(_ document: CalibrationDocument, _ parameters: [FittedParameter], _ runs: [MeasuredRun]) throws {
    let change = { (parameter: FittedParameter) in
      CalibrationEdit(value: WrittenFigure(number: parameter.prior, unit: parameter.unit).exact, evidence: "none yet")
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
    let prior = WrittenFigure(number: estimate.parameter.prior, unit: estimate.parameter.unit)
    let width =
      estimate.isAtBound
      ? "at the bound of what can be fitted"
      : estimate.standardError.map { "± \(text($0, estimate, digits: 2))" } ?? "no standard error"
    return "fitted on \(source)\(informed), prior \(prior.plain), \(width)"
  }

  private func text(_ value: Double, _ estimate: Estimate, digits: Int = 4) -> String {
    WrittenFigure(number: value, unit: estimate.parameter.unit).rounded(to: digits)
  }

  /// The file without its folders: they differ from machine to machine.
  private static func lastName(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
}
