import Inputs

/// The runs that a fit can use, with what is predicted of them before it, and those that it cannot.
struct RunSample: Sendable {
  private(set) var runs: [MeasuredRun] = []
  /// One for each of `runs`, with the figures that the fit starts from.
  private(set) var before: [RunPrediction] = []
  private(set) var unused: [UnusedRun] = []
  /// What the unused runs measured: each is a miss.
  private(set) var missed: [MeasuredQuantity: Int] = [:]

  /// - Throws: `Diagnostic` "no-runs" where none can be used.
  init(_ readings: [RunReading], predictor: any RunPredicting) throws {
    for reading in readings {
      switch reading {
      case .run(let run): add(run, predictor)
      case .unreadable(let id, let quantities, let reason): miss(id, quantities, "\(reason)")
      }
    }
    guard !runs.isEmpty else {
      throw Diagnostic(
        id: "no-runs", file: "measured runs",
        found: unused.first.map { "\(unused.count) that cannot be used; the first, \($0.id): \($0.reason)" } ?? "none",
        expected: "runs that can be read and predicted")
    }
  }

  private mutating func add(_ run: MeasuredRun, _ predictor: any RunPredicting) {
    let quantities = FittedQuantities.of(run)
    do {
      let prediction = try predictor.prediction(of: run)
      let residuals = quantities.map { CalibrationProblem.residual(prediction, run, $0) }
      guard !residuals.isEmpty, residuals.allSatisfy(\.isFinite) else {
        return miss(run.id, quantities, quantities.isEmpty ? "measures nothing that is fitted" : "has no prediction")
      }
      runs.append(run)
      before.append(prediction)
    } catch {
      miss(run.id, quantities, "\(error)")
    }
  }

  private mutating func miss(_ id: String, _ quantities: [MeasuredQuantity], _ reason: String) {
    unused.append(UnusedRun(id: id, reason: reason))
    for quantity in quantities { missed[quantity, default: 0] += 1 }
  }
}
