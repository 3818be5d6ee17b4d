import Calibrating

/// A fit of a calibration as `layline calibrate --json` prints it.
public struct CalibrationFitDocument: Encodable, Sendable {
  /// The version of this form.
  let layline = "calibration-fit/1"
  let name: String
  let from: String
  let files: [String]
  let runs: Int
  let unused: [UnusedRun]
  let status: Fit.Status
  let iterations: Int
  let costBefore: Double
  let cost: Double
  let parameters: [Parameter]
  let unfitted: [UnfittedFigure]
  let errors: [QuantityErrors]
  let folds: Int
  let worsened: [MeasuredQuantity]
  let leftOut: LeftOut?
  let fittedOn: FittedRange

  /// - Throws: `Diagnostic` where the fitted calibration lacks a figure that was fitted.
  public init(_ fit: CalibrationFit) throws {
    name = fit.name
    from = fit.source
    files = fit.files
    runs = fit.runs
    unused = fit.unused
    status = fit.fit.status
    iterations = fit.fit.iterations
    costBefore = fit.fit.costBefore
    cost = fit.fit.cost
    parameters = try fit.fit.estimates.filter(\.isInformed).map { Parameter($0, fitted: try fit.written($0)) }
    unfitted = fit.unfitted
    errors = fit.errors
    folds = fit.folds
    worsened = fit.worsened
    leftOut = fit.leftOutKind.map { LeftOut(kind: $0, groups: fit.leftOut) }
    fittedOn = fit.range
  }

  /// A figure that was fitted.
  struct Parameter: Encodable, Sendable {
    let key: String
    let unit: String
    let lower: Double
    let upper: Double
    let shipped: Double
    let fitted: Double
    let standardError: Double?
    let narrowing: Double
    let informingRuns: Int
    let isAtBound: Bool

    init(_ estimate: Estimate, fitted: Double) {
      key = estimate.parameter.key
      unit = estimate.parameter.unit
      lower = estimate.parameter.bounds.lowerBound
      upper = estimate.parameter.bounds.upperBound
      shipped = estimate.parameter.prior
      self.fitted = fitted
      standardError = estimate.standardError
      narrowing = estimate.narrowing
      informingRuns = estimate.informingRuns
      isAtBound = estimate.isAtBound
    }
  }

  /// What was left out one at a time.
  struct LeftOut: Encodable, Sendable {
    let kind: String
    let groups: [LeftOutGroup]
  }
}
