/// Errors of a fit, on runs that it saw and on runs that it did not.
struct FitJudge {
  let calibrator: Calibrator
  let sample: RunSample
  /// Predicts with the figures as they are written, rounded.
  let fitted: any RunPredicting

  /// Folds over configurations; `nil` where there is one configuration, or one fold was asked for.
  var folds: Partition? {
    let partition = Partition.folds(calibrator.options.folds, groups: sample.runs.map(\.configuration))
    return partition.parts.count > 1 ? partition : nil
  }

  /// By quantity, in the order of their declaration.
  func errors(unseen: [RunPrediction?]?) -> [QuantityErrors] {
    let seen = sample.runs.map { try? fitted.blindPrediction(of: $0) }
    return quantityErrors(Array(sample.runs.indices), seen: seen, unseen: unseen, missed: sample.missed)
  }

  /// By group that was left out, in the order of the parts.
  func leftOut(_ partition: Partition) throws -> [LeftOutGroup] {
    let unseen = try unseen(partition)
    return partition.parts.map { part in
      LeftOutGroup(
        name: part.name, runs: part.rows.count,
        errors: quantityErrors(part.rows, seen: nil, unseen: unseen, missed: { _ in 0 }))
    }
  }

  /// What figures say of each run that were fitted without its part.
  func unseen(_ partition: Partition) throws -> [RunPrediction?] {
    try CrossValidation.predictions(
      of: sample.runs, by: partition, fit: { try calibrator.predictor(calibrator.fit($0)) },
      predict: { predictor, run in try? predictor.blindPrediction(of: run) }
    ).map { $0 ?? nil }
  }

  private func quantityErrors(
    _ rows: [Int], seen: [RunPrediction?]?, unseen: [RunPrediction?]?, missed: (MeasuredQuantity) -> Int
  ) -> [QuantityErrors] {
    MeasuredQuantity.allCases.compactMap { quantity in
      let misses = missed(quantity)
      guard let before = errors(quantity, rows, sample.before, misses) else { return nil }
      return QuantityErrors(
        quantity: quantity, before: before, inSample: seen.flatMap { errors(quantity, rows, $0, misses) },
        unseen: unseen.flatMap { errors(quantity, rows, $0, misses) })
    }
  }

  /// Only quantities that a fit listens to are judged.
  private func errors(
    _ quantity: MeasuredQuantity, _ rows: [Int], _ predictions: [RunPrediction?], _ misses: Int
  ) -> RunErrors? {
    let pairs = rows.compactMap { row -> (predicted: Double?, measured: Double)? in
      let run = sample.runs[row]
      guard FittedQuantities.of(run).contains(quantity), let measured = run.figures[quantity] else { return nil }
      return (predictions[row]?.values[quantity], measured)
    }
    return RunErrors(pairs + [(predicted: Double?, measured: Double)](repeating: (nil, 1), count: misses))
  }
}
