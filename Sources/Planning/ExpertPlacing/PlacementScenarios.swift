import ExpertMaps
import ExpertPlacement

/// What one layer is planned on.
struct PlacementScenarios {
  /// [scenario][expert]; a single row where a mixture is planned on.
  let tokens: [[Double]]
  /// Of each recorded scenario's deviations; `nil` where all were kept.
  let keptShares: [Double]?

  /// - Parameters:
  ///   - recorded: [scenario][expert].
  ///   - weights: Of the scenarios; `nil` plans for the worst of them.
  init(_ recorded: [[Double]], weights: [Double]?) {
    let shrunk = recorded.map(LoadShrinkage.init)
    keptShares = shrunk.contains { $0.keptShare < 1 } ? shrunk.map(\.keptShare) : nil
    let rows = shrunk.map(\.loads)
    tokens = weights.map { [Self.mixture(rows, $0)] } ?? rows
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
