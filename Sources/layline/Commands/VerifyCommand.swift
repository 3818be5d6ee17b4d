import ArgumentParser
import Plans
import Quantities
import Verification

/// `layline verify`.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Recompute a plan from its inputs, without the solver.")

  @Argument(help: "A plan that layline plan wrote.")
  var plan: String

  func run() throws {
    guard try DocumentReader.version(ofFile: plan) == ClusterPlan.formatVersion else { return try verifyPlan() }
    let plan = try ClusterPlan(contentsOf: plan)
    let inputs = try ClusterPlanInputReader.read(plan.inputs)
    try refuse(ClusterPlanVerifier(plan, inputs: inputs).findings())
    try Answer.print(
      "\(self.plan): holds. Rates, times and places of \(plan.placement.workers.count) workers follow from the inputs; "
        + "\(plan.composition.status.rawValue), gap \(Numerals.percent(plan.composition.gap, decimals: 2)).")
  }

  private func verifyPlan() throws {
    let plan = try Plan(contentsOf: plan)
    try refuse(PlanVerifier(plan, inputs: PlanInputReader.read(plan.inputs)).findings())
    let gpus = plan.placement.gpus.count
    try Answer.print(
      "\(self.plan): holds. Memory, times and placement of \(gpus) GPUs follow from the inputs; "
        + "\(plan.certificate.status.rawValue), gap \(Numerals.percent(plan.certificate.gap, decimals: 2)).")
  }

  private func refuse(_ findings: [Finding]) throws {
    guard !findings.isEmpty else { return }
    try Answer.print(findings.map { "\($0)" }.joined(separator: "\n"))
    throw ExitStatus.answerIsNo
  }
}
