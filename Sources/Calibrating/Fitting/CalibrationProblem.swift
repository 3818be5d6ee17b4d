import Glibc
import FoundationEssentials

/// ln(predicted / measured) in units of its noise, over the quantities of measured runs, as a function of figures.
struct CalibrationProblem: FittingProblem {
  private let template: CalibrationTemplate
  private let runs: [MeasuredRun]
  private let predictor: Calibrator.Predictor
  let origins: [ResidualOrigin]

  init(_ runs: [MeasuredRun], template: CalibrationTemplate, predictor: @escaping Calibrator.Predictor) {
    self.template = template
    self.runs = runs
    self.predictor = predictor
    var groups: [String: Int] = [:]
    var origins: [ResidualOrigin] = []
    for (index, run) in runs.enumerated() {
      let group = groups[run.configuration, default: groups.count]
      groups[run.configuration] = group
      origins += FittedQuantities.of(run).map { _ in ResidualOrigin(run: index, group: group) }
    }
    self.origins = origins
  }

  func residuals(at values: [Double]) throws -> [Double] {
    let predictor = try predictor(template.document(with: values))
    return runs.flatMap { run in
      // A run that these figures rule out refuses them; which runs can be predicted at all was settled before.
      let prediction = try? predictor.blindPrediction(of: run)
      return FittedQuantities.of(run).map { Self.residual(prediction, run, $0) }
    }
  }

  /// Most figures are those of some family or runtime: runs of others are not predicted again.
  func residuals(at values: [Double], knowing known: KnownResiduals) throws -> [Double] {
    let predictor = try predictor(template.document(with: values))
    let before = try self.predictor(template.document(with: known.values))
    var residuals: [Double] = []
    for run in runs {
      let quantities = FittedQuantities.of(run)
      if predictor.agrees(with: before, on: run) {
        residuals += known.residuals[residuals.count..<residuals.count + quantities.count]
      } else {
        let prediction = try? predictor.blindPrediction(of: run)
        residuals += quantities.map { Self.residual(prediction, run, $0) }
      }
    }
    return residuals
  }

  /// ln(predicted / measured); infinite where there is no prediction.
  static func residual(_ prediction: RunPrediction?, _ run: MeasuredRun, _ quantity: MeasuredQuantity) -> Double {
    guard let predicted = prediction?.values[quantity], let measured = run.figures[quantity], predicted > 0 else {
      return .infinity
    }
    return log(predicted / measured) / FittedQuantities.noise(of: quantity)
  }
}

/// A calibration that was fitted to measured runs, and how far to trust it.
public struct CalibrationFit: Sendable {
  /// The name of the fitted calibration.
  public let name: String
  /// The calibration that the fit started from: its figures are the priors.
  public let source: String
  /// The measured files, in the order given.
  public let files: [String]
  /// Runs that the figures were fitted on.
  public let runs: Int
  /// Runs that could not be read or predicted: they count as misses in every error.
  public let unused: [UnusedRun]
  /// Values, standard errors and the end of the minimizer; only parameters of `parameters`.
  public let fit: Fit
  /// Figures that might have been fitted and stay as they were.
  public let unfitted: [UnfittedFigure]
  /// The errors by quantity.
  public let errors: [QuantityErrors]
  /// Folds of the cross-validation; fewer than asked for where there are fewer configurations, 0 where there is one.
  public let folds: Int
  /// The kind of groups that cross-validation left out: "family", "model".
  public let leftOutKind: String?
  /// The errors by left-out group.
  public let leftOut: [LeftOutGroup]
  /// The range of the runs.
  public let range: FittedRange
  /// The fitted calibration.
  public let document: CalibrationDocument

  /// A fitted figure as the document writes it, in the parameter's unit: rounded to its significance.
  public func written(_ estimate: Estimate) throws -> Double {
    try document.value(at: estimate.parameter.key, in: estimate.parameter.unit)
  }

  /// Quantities that runs which were not seen are predicted worse of than before: the fit does not carry over.
  public var worsened: [MeasuredQuantity] {
    errors.filter { ($0.unseen?.mean ?? 0) > $0.before.mean }.map(\.quantity)
  }
}

/// The errors of predictions against measurements, over some runs and one quantity.
public struct RunErrors: Sendable, Hashable, Codable {
  /// Measurements.
  public let count: Int
  /// The number of runs without a prediction; each counts as an error of 100 %.
  public let unpredicted: Int
  /// Mean of |predicted − measured| / measured: MAPE.
  public let mean: Double
  /// The median relative error.
  public let median: Double
  /// Share of the measurements that are predicted within 25 %.
  public let withinQuarter: Double

  /// `nil` for no pairs.
  /// - Parameter pairs: The predicted value, `nil` where there is none, and the measured one.
  public init?(_ pairs: [(predicted: Double?, measured: Double)]) {
    guard !pairs.isEmpty else { return nil }
    let errors = pairs.map { pair in pair.predicted.map { abs($0 - pair.measured) / pair.measured } ?? 1 }.sorted()
    let middle = errors.count / 2
    count = pairs.count
    unpredicted = pairs.count { $0.predicted == nil }
    mean = errors.reduce(0, +) / Double(errors.count)
    median = errors.count % 2 == 1 ? errors[middle] : (errors[middle - 1] + errors[middle]) / 2
    withinQuarter = Double(errors.count { $0 <= 0.25 }) / Double(errors.count)
  }
}
