import Differences
import Foundation
import Launching
import Models
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
      let difference = try PlanDifferencer(
        before: compared(Plan(parsing: Data(SeedTexts.plans[0]), file: "before.json"), model.get()),
        after: compared(plan, model.get())
      ).difference
      _ = PlanDifferenceReport(difference).description
      _ = try LaunchedDeployment(
        plan, model: model.get(), cluster: SmallInputs.cluster.get(), expertLoad: nil, checkpoint: nil)
    }
    guard number % 4 < 2 else { return }
    _ = QuantityList(plan).description
    for name in ["TPOT", "cost"] {
      guard let quantity = Glossary.quantity(of: name) else { continue }
      _ = ExplanationReport(try plan.explanation(of: quantity, flag: "QUANTITY"), unfolding: .usual).description
    }
  }

  private static func compared(_ plan: Plan, _ model: ModelArchitecture) throws -> ComparedPlan<Plan> {
    ComparedPlan(
      reference: .init(reference: "plan.json", sha256: "0"), document: plan,
      readings: PlanReadings(cluster: .same(try SmallInputs.cluster.get()), models: [.same(model)]))
  }
}
