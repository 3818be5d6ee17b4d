import ExpertPlacement

/// What one layer is planned on, and what the answer is judged on.
struct PlacementScenarios {
  /// [scenario][expert], with counts of few tokens shrunk; a single row where a mixture is planned on.
  let planned: [[Double]]
  /// The same of the counts as recorded.
  let judged: [[Double]]
  /// `nil` where the counts were planned on as they are.
  let shrinkage: LoadShrinkage?

  /// - Parameters:
  ///   - recorded: [scenario][expert].
  ///   - weights: Of the scenarios; `nil` plans for the worst of them.
  init(_ recorded: [[Double]], weights: [Double]?) {
    let shrinkage = LoadShrinkage(recorded)
    self.shrinkage = shrinkage.isNeeded ? shrinkage : nil
    planned = weights.map { [Self.mixture(shrinkage.loads, $0)] } ?? shrinkage.loads
    judged = weights.map { [Self.mixture(recorded, $0)] } ?? recorded
  }

  /// Σ weight · load / total: a long recording counts no more than a short one.
  private static func mixture(_ rows: [[Double]], _ weights: [Double]) -> [Double] {
    let totals = rows.map { $0.reduce(0, +) }
    return rows[0].indices.map { expert in
      rows.indices.reduce(0) { sum, row in
        let share = totals[row] > 0 ? rows[row][expert] / totals[row] : 1 / Double(rows[row].count)
        return sum + weights[row] * share
      }
    }
  }
}
