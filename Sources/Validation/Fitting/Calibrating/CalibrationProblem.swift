import Foundation

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

  /// Infinite where nothing is predicted.
  static func residual(_ prediction: RunPrediction?, _ run: MeasuredRun, _ quantity: MeasuredQuantity) -> Double {
    guard let predicted = prediction?.values[quantity], let measured = run.figures[quantity], predicted > 0 else {
      return .infinity
    }
    return log(predicted / measured) / FittedQuantities.noise(of: quantity)
  }
}
