import Inputs

/// Fits the figures of a calibration to measured runs and judges the fit by runs that it did not see.
public struct Calibrator: Sendable {
  /// What predicts runs with a calibration; called from several threads at once.
  public typealias Predictor = @Sendable (CalibrationDocument) throws -> any RunPredicting

  let document: CalibrationDocument
  let options: CalibratorOptions
  let predictor: Predictor
  let selection: FigureSelection
  let template: CalibrationTemplate

  /// - Parameters:
  ///   - document: Where the fit starts: its figures are the priors.
  ///   - options: What is fitted and how it is judged.
  ///   - predictor: What predicts runs with a calibration.
  /// - Throws: `Diagnostic` where the calibration has nothing to fit or cannot be edited in place.
  public init(
    _ document: CalibrationDocument, options: CalibratorOptions = CalibratorOptions(), predictor: @escaping Predictor
  ) throws {
    self.document = document
    self.options = options
    self.predictor = predictor
    selection = try FigureSelection(document, kinds: options.parameters)
    template = try CalibrationTemplate(document, parameters: selection.parameters)
  }

  /// Fits all runs that can be predicted.
  /// - Parameters:
  ///   - runs: What was measured.
  ///   - unreadable: Rows of the files that could not be read; they count as misses.
  ///   - files: Their names.
  ///   - name: Of the fitted calibration.
  /// - Throws: `Diagnostic` "no-runs", "too-few-runs", "too-few-groups".
  public func fit(
    _ runs: [MeasuredRun], unreadable: [UnusedRun] = [], files: [String], name: String
  ) throws -> CalibrationFit {
    let sample = try RunSample(runs, unreadable: unreadable, predictor: predictor(document))
    let groups = try groupsToLeaveOut(sample)
    try FittedDocument.rehearse(document, selection.parameters, sample.runs)
    let fit = try fit(sample.runs)
    try check(fit, sample, files)
    let fitted = try FittedDocument(document, fit: fit, runs: sample.runs, files: files, name: name).document()
    let judge = FitJudge(calibrator: self, sample: sample, fitted: try predictor(fitted.figures))
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
  func fit(_ runs: [MeasuredRun]) throws -> Fit {
    let problem = CalibrationProblem(runs, template: template, predictor: predictor)
    return try LeastSquaresMinimizer(problem, parameters: selection.parameters, options: options.fit).fit()
  }

  /// What predicts with fitted values.
  func predictor(_ fit: Fit) throws -> any RunPredicting { try predictor(template.document(with: fit.values)) }

  /// - Throws: `Diagnostic` "too-few-groups".
  private func groupsToLeaveOut(_ sample: RunSample) throws -> Partition? {
    guard let leaveOut = options.leaveOut else { return nil }
    let partition = Partition.leavingOut(groups: try sample.runs.map(leaveOut.group))
    guard partition.parts.count > 1 else {
      throw Diagnostic(
        id: "too-few-groups", file: "--leave-out", found: "runs of one \(leaveOut.kind) alone",
        expected: "two or more, so that one can be left out")
    }
    return partition
  }

  private func check(_ fit: Fit, _ sample: RunSample, _ files: [String]) throws {
    let file = files.joined(separator: ", ")
    let count = "\(sample.runs.count) run\(sample.runs.count == 1 ? "" : "s")"
    if fit.informedCount == 0 {
      throw Diagnostic(
        id: "too-few-runs", file: file,
        found: "\(count), telling too little of any figure",
        expected: "\(options.fit.fewestRuns) runs or more that depend on a figure",
        advice: "measure more concurrencies and lengths")
    }
    guard sample.runs.count >= fit.informedCount else {
      throw Diagnostic(
        id: "too-few-runs", file: file,
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
