import Costing
import Synchronization

/// Imbalances that were found so far, shared by searches that run at the same time. Each is a pure function of the load
/// and its key, so who finds it does not matter.
final class ExpertBalanceTable: Sendable {
  /// Load of the hottest rank over the mean, averaged over layers.
  struct Imbalance: Sendable {
    /// That a placement reached.
    let reached: Double
    /// That none undercuts.
    let least: Double
  }

  private let values = Mutex([ExpertDivision: Imbalance]())

  func value(_ division: ExpertDivision, _ find: () -> Imbalance) -> Imbalance {
    if let known = values.withLock({ $0[division] }) { return known }
    let found = find()
    values.withLock { $0[division] = found }
    return found
  }
}
