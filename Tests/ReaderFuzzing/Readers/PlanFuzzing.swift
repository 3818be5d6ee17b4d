import Foundation
import Plans
import Reporting
import Verification

/// A plan is judged, shown and explained.
enum PlanFuzzing {
  static let reader = FuzzedReader("plan", seeds: SeedTexts.plans) { bytes, number in
    let plan = try Plan(parsing: Data(bytes), file: "plan.json")
    for model in [SmallInputs.model, SmallInputs.mixture] {
      let inputs = VerifierInputs(
        model: try model.get(), cluster: try SmallInputs.cluster.get(),
        calibration: try SmallInputs.calibration.get(), expertLoad: nil, digests: CheckedPlan.digests(of: plan))
      _ = try PlanVerifier(plan, inputs: inputs).findings()
    }
    guard number % 4 == 0 else { return }
    _ = QuantityList(plan).description
    for name in ["TPOT", "cost"] {
      guard let quantity = Glossary.quantity(of: name) else { continue }
      _ = ExplanationReport(try plan.explanation(of: quantity, flag: "QUANTITY"), unfolding: .usual).description
    }
  }
}
