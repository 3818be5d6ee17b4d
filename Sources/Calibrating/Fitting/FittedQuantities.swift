import Formats

/// Which measurements of a run a fit listens to, and how closely.
public enum FittedQuantities {
  /// Standard deviation of ln(predicted / measured) that repeated runs and what the model leaves out cause.
  ///
  /// TTFT depends on how a benchmark starts and on percentile or mean, so it says less than TPOT.
  public static func noise(of quantity: MeasuredQuantity) -> Double {
    quantity == .timeToFirstToken ? 0.5 : 0.12
  }

  /// Throughput, by how directly it tells of a step; the first that a run has stands in for a TPOT that it lacks.
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

/// How a calibration is fitted and judged.
public struct CalibratorOptions: Sendable {
  /// Folds of the cross-validation.
  public var folds = 5
  /// Groups to leave out besides; `nil` for none.
  public var leaveOut: LeaveOut?
  /// What may be fitted.
  public var parameters = FittableParameters.all
  /// How it is fitted.
  public var fit = FitOptions()

  /// The defaults.
  public init() {}
}

/// Groups of runs that are left out one at a time, to see how a fit does on what is new to it.
public struct LeaveOut: Sendable {
  /// What the groups are: "family", "model".
  public let kind: String
  /// The group of a run.
  public let group: @Sendable (MeasuredRun) throws -> String

  public init(kind: String, group: @escaping @Sendable (MeasuredRun) throws -> String) {
    self.kind = kind
    self.group = group
  }
}

/// How a fit does on a group of runs that it has never seen.
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
  /// Which.
  public let quantity: MeasuredQuantity
  /// With the figures that the fit started from.
  public let before: RunErrors
  /// With the fitted figures, on the runs that they were fitted on: too kind.
  public let inSample: RunErrors?
  /// With figures that were fitted without the run and its configuration; `nil` where there was nothing to leave out.
  public let unseen: RunErrors?
}

extension RunPredicting {
  /// A prediction that cannot have seen what was measured.
  func blindPrediction(of run: MeasuredRun) throws -> RunPrediction {
    var hidden = run
    hidden.figures = [:]
    return try prediction(of: hidden)
  }
}

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

/// A figure that might have been fitted and was not.
public struct UnfittedFigure: Sendable, Hashable, Codable {
  /// Its key in the calibration.
  public let key: String
  /// Why.
  public let reason: String
}

/// A measured run that can take no part in a fit, and counts as a miss in each quantity that it measured.
public struct UnusedRun: Sendable, Hashable, Codable {
  /// As its file names it.
  public let id: String
  /// What it measured.
  public let quantities: [MeasuredQuantity]
  /// Why it can take no part.
  public let reason: String

  public init(id: String, quantities: [MeasuredQuantity], reason: String) {
    self.id = id
    self.quantities = quantities
    self.reason = reason
  }
}
