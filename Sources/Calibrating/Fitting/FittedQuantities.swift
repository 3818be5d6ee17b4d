import Formats

/// The measured quantities of a run that are fitted, with their noise.
public enum FittedQuantities {
  /// The standard deviation of ln(predicted / measured) caused by repetition and by simplifications of the model.
  ///
  /// TTFT depends on how a benchmark starts and on percentile or mean, so its noise is larger than that of TPOT.
  public static func noise(of quantity: MeasuredQuantity) -> Double {
    quantity == .timeToFirstToken ? 0.5 : 0.12
  }

  /// The measures of a step, the most direct first; the first that a run has is fitted.
  private static let steps: [MeasuredQuantity] = [
    .timePerOutputToken, .outputTokensPerSecondPerUser, .outputTokensPerSecondPerGPU, .totalTokensPerSecondPerGPU,
    .inputTokensPerSecondPerGPU,
  ]

  /// TTFT and one measure of a step, so that one observation is not counted twice under two names.
  public static func of(_ run: MeasuredRun) -> [MeasuredQuantity] {
    let step = steps.first { run.figures[$0] != nil }
    return [step, run.figures[.timeToFirstToken].map { _ in .timeToFirstToken }].compactMap { $0 }
  }
}

/// The options of fitting and judging a calibration.
public struct CalibratorOptions: Sendable {
  /// Folds of the cross-validation.
  public var folds = 5
  /// Groups to leave out besides; `nil` for none.
  public var leaveOut: LeaveOut?
  /// The parameters to fit.
  public var parameters = FittableParameters.all
  /// The options of the fit.
  public var fit = FitOptions()

  /// The defaults.
  public init() {}
}

/// Groups of runs that are left out one at a time, to validate the fit on unseen runs.
public struct LeaveOut: Sendable {
  /// The kind of the groups: "family", "model".
  public let kind: String
  /// The group of a run.
  public let group: @Sendable (MeasuredRun) throws -> String

  public init(kind: String, group: @escaping @Sendable (MeasuredRun) throws -> String) {
    self.kind = kind
    self.group = group
  }
}

/// The errors of a fit on a group of runs that it did not see.
public struct LeftOutGroup: Sendable, Hashable, Codable {
  /// "hopper", "deepseek-ai/DeepSeek-R1".
  public let name: String
  /// Runs of it.
  public let runs: Int
  /// Errors on them, before and by the fit on all other groups.
  public let errors: [QuantityErrors]
}

/// Errors of one quantity with the figures before and after a fit.
public struct QuantityErrors: Sendable, Hashable, Codable {
  public let quantity: MeasuredQuantity
  /// The errors of the initial figures.
  public let before: RunErrors
  /// The errors of the fitted figures on the runs that they were fitted on, which are optimistic.
  public let inSample: RunErrors?
  /// The errors of figures fitted without the run and its configuration; `nil` where nothing could be left out.
  public let unseen: RunErrors?
}

extension RunPredicting {
  /// The prediction of a run without access to its measurements.
  func blindPrediction(of run: MeasuredRun) throws -> RunPrediction {
    var hidden = run
    hidden.figures = [:]
    return try prediction(of: hidden)
  }
}

/// The runs that a fit can use, with their predictions before it, and the unused ones.
struct RunSample: Sendable {
  private(set) var runs: [MeasuredRun] = []
  /// The prediction of each of `runs` by the initial figures.
  private(set) var before: [RunPrediction] = []
  private(set) var unused: [UnusedRun] = []
  /// - Parameters:
  ///   - runs: The runs read.
  ///   - unreadable: The rows that could not be read.
  ///   - predictor: The predictor with the initial figures.
  /// - Throws: `Diagnostic` "missing-runs" where none can be used.
  init(_ runs: [MeasuredRun], unreadable: [UnusedRun], predictor: any RunPredicting) throws {
    unused = unreadable
    for run in runs { add(run, predictor) }
    guard !self.runs.isEmpty else { throw noRuns }
  }

  /// The number of unused runs that measured a quantity; each is a miss.
  func missed(_ quantity: MeasuredQuantity) -> Int { unused.count { $0.quantities.contains(quantity) } }

  private var noRuns: Diagnostic {
    Diagnostic(
      id: .missingRuns, file: "measured runs",
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

/// A figure that might have been fitted and was not.
public struct UnfittedFigure: Sendable, Hashable, Codable {
  public let key: String
  public let reason: String
}

/// A measured run that can take no part in a fit, and counts as a miss in each quantity that it measured.
public struct UnusedRun: Sendable, Hashable, Codable {
  /// The identifier in its file.
  public let id: String
  /// The quantities measured.
  public let quantities: [MeasuredQuantity]
  /// The reason why it is not used.
  public let reason: String

  public init(id: String, quantities: [MeasuredQuantity], reason: String) {
    self.id = id
    self.quantities = quantities
    self.reason = reason
  }
}
