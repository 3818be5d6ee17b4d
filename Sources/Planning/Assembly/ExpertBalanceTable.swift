import Costing
import Synchronization

/// Imbalances that were found so far, shared by searches that run at the same time. Each is a pure function of the load
/// and its key, so who finds it does not matter.
final class ExpertBalanceTable: Sendable {
  private let values = Mutex([ExpertDivision: LayerImbalances]())

  func value(_ division: ExpertDivision, _ find: () -> LayerImbalances) -> LayerImbalances {
    if let known = values.withLock({ $0[division] }) { return known }
    let found = find()
    values.withLock { $0[division] = found }
    return found
  }
}
