/// Judges fits by rows that they did not see.
public enum CrossValidation {
  /// What each row is predicted to be by the fit on all parts but its own.
  /// - Parameters:
  ///   - rows: What is fitted and predicted.
  ///   - partition: Over the rows' indices.
  ///   - fit: A model of some rows.
  ///   - predict: What a model says of a row that it has not seen.
  /// - Returns: In the order of the rows; `nil` for a row that is in no part.
  public static func predictions<Row, Model, Prediction>(
    of rows: [Row], by partition: Partition, fit: ([Row]) throws -> Model,
    predict: (Model, Row) throws -> Prediction
  ) rethrows -> [Prediction?] {
    var predictions = [Prediction?](repeating: nil, count: rows.count)
    for part in partition.parts {
      let held = Set(part.rows)
      let model = try fit(rows.indices.filter { !held.contains($0) }.map { rows[$0] })
      for row in part.rows { predictions[row] = try predict(model, rows[row]) }
    }
    return predictions
  }
}
