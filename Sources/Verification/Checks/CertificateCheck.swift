import Plans
import Topology

/// That the objective follows from the prediction, and that gap and status follow from objective and bound.
struct CertificateCheck {
  private let plan: Plan
  private let pools: [Pool]

  init(_ plan: Plan, pools: [Pool]) {
    self.plan = plan
    self.pools = pools
  }

  var findings: [Finding] {
    let certificate = plan.certificate
    var findings: [Finding] = []
    if abs(certificate.objective - objective) > 1e-9 * objective {
      findings.append(
        Finding(
          id: "objective-wrong", key: "certificate.objective", claimed: "\(certificate.objective)",
          actual: "\(objective)"))
    }
    let honest = Certificate(
      objective: certificate.objective, objectiveUnit: certificate.objectiveUnit, bound: certificate.bound,
      tolerance: plan.inputs.goal.tolerance, space: certificate.space, search: certificate.search,
      stageProgram: certificate.stageProgram)
    if abs(honest.gap - certificate.gap) > 1e-12 || honest.status != certificate.status {
      findings.append(
        Finding(
          id: "gap-wrong", key: "certificate.gap", claimed: "\(certificate.gap), \(certificate.status.rawValue)",
          actual: "\(honest.gap), \(honest.status.rawValue)"))
    }
    if certificate.bound > certificate.objective * (1 + 1e-9) {
      findings.append(
        Finding(
          id: "bound-wrong", key: "certificate.bound", claimed: "\(certificate.bound)",
          actual: "the plan itself reaches \(certificate.objective)"))
    }
    return findings
  }

  private var objective: Double {
    let perGPU = plan.prediction.tokensPerSecondPerGPU
    switch plan.inputs.goal.objective {
    case "latency": return plan.prediction.timePerOutputToken
    case "gpus":
      let demand = plan.inputs.goal.tokensPerSecond ?? 0
      let replicas = (demand / plan.prediction.tokensPerSecondPerReplica).rounded(.up)
      return replicas * Double(plan.layout.gpusPerReplica)
    default:
      let hasPrices = pools.allSatisfy { $0.price != nil }
      let price = pools.first { $0.name == plan.layout.pool }?.price?.value ?? 1
      return (hasPrices ? price : 1) / perGPU
    }
  }
}
