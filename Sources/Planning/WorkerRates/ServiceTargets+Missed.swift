import Costing
import Plans

extension ServiceTargets {
  /// The target that a state misses; of two the TPOT. `nil` where it meets both, and for times that it does not have.
  func missed(by state: WorkerState) -> RateLimit? {
    if let target = timePerOutputToken, let time = state.timePerOutputToken, time > target.value {
      return .timePerOutputToken
    }
    if let target = timeToFirstToken, let time = state.timeToFirstToken, time > target.value {
      return .timeToFirstToken
    }
    return nil
  }
}
