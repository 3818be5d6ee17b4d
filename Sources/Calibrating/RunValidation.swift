import Formats
import Optimization
import Synchronization

/// Predictions of measured runs compared with the measurements.
public struct RunValidation: Sendable {
  /// The outcome of each row of the files, in their order.
  public let outcomes: [RunOutcome]
  /// The remarks of readers and predictions; those of predictions with the number of rows that they concern.
  public let remarks: [String]

  /// Predicts every run without its figures, then compares with the measurements.
  /// - Parameters:
  ///   - files: The measured files.
  ///   - predictor: The predictor to validate.
  ///   - progress: Called with the share of rows predicted, from any thread.
  public init(
    _ files: [MeasuredFile], predictor: some RunPredicting, progress: @Sendable (Double) -> Void = { _ in }
  ) {
    let readings = files.flatMap(\.readings)
    let predictions = Self.predictions(of: readings, predictor, progress: progress)
    let names = files.flatMap { file in file.readings.map { _ in file.name } }
    outcomes = zip(zip(readings, names), predictions).map { Self.outcome($0.0, file: $0.1, $1) }
    remarks = files.flatMap(\.remarks) + Self.counted(outcomes.flatMap(\.remarks))
  }

  /// The errors over all rows.
  public var statistics: ValidationStatistics { ValidationStatistics(outcomes) }

  /// The errors by group, sorted by name.
  public func groups(by grouping: Grouping) -> [ValidationGroup] {
    ValidationGroup.groups(of: outcomes, by: grouping)
  }

  /// Every quantity of every row.
  public var comparisons: [RunComparison] { outcomes.flatMap(\.comparisons) }

  /// The answers that are furthest off, the worst first.
  public func worst(_ count: Int) -> [RunComparison] {
    let answered = comparisons.enumerated().filter { $0.element.ratio != nil }
    return answered.sorted { ($1.element.error, $0.offset) < ($0.element.error, $1.offset) }
      .prefix(count).map(\.element)
  }

  /// Rows that are not predicted in every quantity that they measured, in the order of the files.
  public var unanswered: [RunOutcome] { outcomes.filter { !$0.isAnswered } }

  /// On all cores; in the order of the rows, whichever is finished first.
  private static func predictions(
    of readings: [RunReading], _ predictor: some RunPredicting, progress: @Sendable (Double) -> Void
  ) -> [Result<RunPrediction, Diagnostic>] {
    typealias Found = (predictions: [Result<RunPrediction, Diagnostic>?], count: Int)
    let blank = [Result<RunPrediction, Diagnostic>?](repeating: nil, count: readings.count)
    let found = Mutex<Found>((blank, 0))
    Concurrency.perform(readings.count) { index in
      let prediction = prediction(of: readings[index], predictor)
      let count = found.withLock { found in
        found.predictions[index] = prediction
        found.count += 1
        return found.count
      }
      progress(Double(count) / Double(readings.count))
    }
    return found.withLock { $0.predictions.compactMap { $0 } }
  }

  // MARK: - One row

  private static func prediction(
    of reading: RunReading, _ predictor: some RunPredicting
  ) -> Result<RunPrediction, Diagnostic> {
    switch reading {
    case .unreadable(let row): return .failure(row.reason)
    case .run(let run):
      do {
        return .success(try predictor.prediction(of: run.withoutFigures))
      } catch {
        let fault = Diagnostic(
          id: .predictionFailed, file: run.file, key: run.id, found: "\(error)", expected: "a prediction")
        return .failure(error as? Diagnostic ?? fault)
      }
    }
  }

  private static func outcome(
    _ reading: RunReading, file: String, _ result: Result<RunPrediction, Diagnostic>
  ) -> RunOutcome {
    let prediction = try? result.get()
    let row = Measurement(reading)
    let comparisons = row.quantities.map { quantity in
      let predicted = prediction?.values[quantity].flatMap { $0.isFinite && $0 > 0 ? $0 : nil }
      return RunComparison(
        id: reading.id, file: file, labels: row.labels, quantity: quantity, measured: row.figures[quantity],
        predicted: predicted, boundBy: predicted == nil ? nil : prediction?.boundBy)
    }
    let missing = comparisons.filter { $0.predicted == nil }.map(\.quantity.rawValue)
    let incomplete = Diagnostic(
      id: .quantityNotPredicted, file: file, key: reading.id, found: "no \(missing.joined(separator: ", "))",
      expected: "a figure above zero for every quantity that was measured")
    var reason: Diagnostic?
    if case .failure(let fault) = result { reason = fault } else if !missing.isEmpty { reason = incomplete }
    return RunOutcome(
      id: reading.id, file: file, labels: row.labels, comparisons: comparisons, reason: reason,
      remarks: prediction?.remarks ?? [])
  }

  private static func counted(_ remarks: [String]) -> [String] {
    let counts = remarks.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
    return counts.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value) row\($0.value == 1 ? "" : "s"))" }
  }
}

/// The measurements of a row.
private struct Measurement {
  let labels: RunLabels
  let quantities: [MeasuredQuantity]
  let figures: [MeasuredQuantity: Double]

  init(_ reading: RunReading) {
    switch reading {
    case .run(let run):
      labels = run.labels
      figures = run.figures
      quantities = MeasuredQuantity.allCases.filter { run.figures[$0] != nil }
    case .unreadable(let row):
      labels = row.labels
      figures = [:]
      quantities = MeasuredQuantity.allCases.filter { row.quantities.contains($0) }
    }
  }
}
