@testable import Differences
import Plans
import Policy
import Testing

/// The difference of two plans that were written down by hand, with ranks as they are written.
func difference(_ before: TinyPlan, _ after: TinyPlan, renumbers: Bool = false) throws -> PlanDifference {
  PlanDifferencer(before: try before.compared(), after: try after.compared(), renumbers: renumbers).difference
}

/// The weights that move between them.
func movement(_ before: TinyPlan, _ after: TinyPlan) throws -> WeightMovement {
  let difference = try difference(before, after)
  return try #require(difference.weights, "\(difference.weightsUnknown ?? "")")
}

extension Double {
  /// To a billionth.
  func isClose(to other: Double) -> Bool { (self - other).magnitude <= 1e-9 * max(1e-12, magnitude, other.magnitude) }
}
