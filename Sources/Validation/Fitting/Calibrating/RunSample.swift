import Inputs

/// The runs that a fit can use, with what is predicted of them before it, and those that it cannot.
struct RunSample: Sendable {
  private(set) var runs: [MeasuredRun] = []
  /// One for each of `runs`, with the figures that the fit starts from.
  private(set) var before: [RunPrediction] = []
  private(set) var unused: [UnusedRun] = []
  /// - Parameters:
  ///   - runs: What was read.
  ///   - unreadable: What could not be.
  ///   - predictor: With the figures that the fit starts from.
  /// - Throws: `Diagnostic` "no-runs" where none can be used.
  init(_ runs: [MeasuredRun], unreadable: [UnusedRun], predictor: any RunPredicting) throws {
    unused = unreadable
    for run in runs { add(run, predictor) }
    guard !self.runs.isEmpty else { throw noRuns }
  }

  /// How many unused runs measured a quantity: each is a miss.
  func missed(_ quantity: MeasuredQuantity) -> Int { unused.count { $0.quantities.contains(quantity) } }

  private var noRuns: Diagnostic {
    Diagnostic(
      id: "no-runs", file: "measured runs",
      found: unused.first.map { "\(unused.count) that cannot be used; the first, \($0.id): \($0.reason)" } ?? "none",
      expected: "runs that can be read and predicted")
  }

  private mutating func add(_ run: MeasuredRun, _ predictor: any RunPredicting) {
    let quantities = FittedQuantities.of(run)
    do {
      let prediction = try predictor.blindPrediction(of: run)
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
    unused.append(UnusedRun(id: id, quantities: quantities, reason: reason))
  }
}
