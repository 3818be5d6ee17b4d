import Foundation
import Optimization
import Planning
import Plans
import Reporting
import Testing
import Verification

/// Plans, none of which leaves without having been verified and read back from its JSON.
enum HonestPlan {
  /// - Returns: A verified plan, or the refusal.
  static func result(
    _ request: PlanRequest, _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> PlanningResult {
    let result = try Planner(request, optimizer: GLPKOptimizer()).plan()
    guard case .plan(let plan) = result else { return result }
    let findings = try PlanVerifier(plan, inputs: inputs(of: request)).findings()
    #expect(findings.isEmpty, comment ?? "\(findings)", sourceLocation: sourceLocation)
    let text = try JSONText.encode(plan)
    let read = try JSONDecoder().decode(Plan.self, from: Data(text.utf8))
    #expect(read == plan, "a plan is the same after a trip through JSON", sourceLocation: sourceLocation)
    return result
  }

  /// A verified plan; the test fails where the request is refused.
  static func make(
    _ request: PlanRequest, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Plan {
    switch try result(request, sourceLocation: sourceLocation) {
    case .plan(let plan): return plan
    case .refused(let refusal): throw Unexpected(text: "refused: \(refusal.sentence)")
    }
  }

  static func make(_ planCase: PlanCase, sourceLocation: SourceLocation = #_sourceLocation) throws -> Plan {
    try make(planCase.request(), sourceLocation: sourceLocation)
  }

  /// A refusal; the test fails where there is a plan.
  static func refusal(_ request: PlanRequest, sourceLocation: SourceLocation = #_sourceLocation) throws -> Refusal {
    switch try result(request, sourceLocation: sourceLocation) {
    case .plan: throw Unexpected(text: "a plan where a refusal was due")
    case .refused(let refusal): return refusal
    }
  }

  /// What a reader of the plan would read again.
  static func inputs(of request: PlanRequest) -> VerifierInputs {
    var digests = [
      "model": request.references.model.sha256, "cluster": request.references.cluster.sha256,
      "calibration": request.references.calibration.sha256,
    ]
    digests["expertLoad"] = request.references.expertLoad?.sha256
    return VerifierInputs(
      model: request.model, cluster: request.cluster, calibration: request.calibration,
      expertLoad: request.expertLoad, digests: digests)
  }

  struct Unexpected: Error, CustomStringConvertible {
    let text: String
    var description: String { text }
  }
}
