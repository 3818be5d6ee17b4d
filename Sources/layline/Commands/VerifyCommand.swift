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
    let plan = try Plan(contentsOf: plan)
    let findings = try PlanVerifier(plan, inputs: PlanInputReader.read(plan.inputs)).findings()
    guard findings.isEmpty else {
      try Answer.print(findings.map { "\($0)" }.joined(separator: "\n"))
      throw ExitStatus.answerIsNo
    }
    let gpus = plan.placement.gpus.count
    try Answer.print(
      "\(self.plan): holds. Memory, times and placement of \(gpus) GPUs follow from the inputs; "
        + "\(plan.certificate.status.rawValue), gap \(Numerals.percent(plan.certificate.gap, decimals: 2)).")
  }
}
