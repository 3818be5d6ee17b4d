import Foundation
import Plans
import Verification

/// A plan of a cluster is judged.
enum ClusterPlanFuzzing {
  static let reader = FuzzedReader("cluster-plan", seeds: SeedTexts.clusterPlans) { bytes, _ in
    let plan = try ClusterPlan(parsing: Data(bytes), file: "plan.json")
    _ = try ClusterPlanVerifier(plan, inputs: CheckedClusterPlan.inputs(of: plan)).findings()
  }
}
