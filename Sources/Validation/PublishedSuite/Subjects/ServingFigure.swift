import Costing
import Inputs

/// A figure of a deployment under traffic.
public struct ServingFigure: Sendable, Hashable {
  /// What ran, and what was published of it.
  public internal(set) var run: MeasuredRun
  /// Which of the run's quantities is meant.
  public let quantity: MeasuredQuantity
  /// Whether requests were sent without limit, so that the batch is the largest one that fits; the run's own load is
  /// one sequence on each rank then.
  public let fillsMemory: Bool

  /// What the quantity counts.
  public var unit: PublishedUnit {
    switch quantity {
    case .timeToFirstToken, .timePerOutputToken: .time
    default: .tokenRate
    }
  }

  /// - Throws: `Diagnostic` where the run, or the quantity of it, cannot be predicted.
  func predicted(by predictor: any RunPredicting) throws -> Double {
    var run = run
    if fillsMemory { run.traffic.load = .capacity }
    guard let value = try predictor.prediction(of: run).values[quantity] else {
      throw Diagnostic(
        id: "quantity-not-predicted", file: run.file, key: run.id, found: "no prediction of \(quantity.rawValue)",
        expected: "a deployment that has this quantity")
    }
    return value
  }
}
