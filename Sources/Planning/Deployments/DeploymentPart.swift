import Costing
import Inputs
import Topology

/// The workers of a deployment that are alike, and what they are for.
struct DeploymentPart: Sendable {
  /// What workers do.
  enum Role: String, Sendable {
    case serving
    case prefill
    case decode
  }

  let role: Role
  let group: WorkerGroup
  let poolIndex: Int

  /// The parts of a request's deployment, prefill first.
  static func all(_ request: ServingRequest) -> [DeploymentPart] {
    switch request.deployment {
    case .aggregated(let group): [DeploymentPart(role: .serving, group: group, poolIndex: request.poolIndex)]
    case .prefillOnly(let group): [DeploymentPart(role: .prefill, group: group, poolIndex: request.prefillPoolIndex)]
    case .decodeOnly(let group): [DeploymentPart(role: .decode, group: group, poolIndex: request.poolIndex)]
    case .disaggregated(let prefill, let decode):
      [
        DeploymentPart(role: .prefill, group: prefill, poolIndex: request.prefillPoolIndex),
        DeploymentPart(role: .decode, group: decode, poolIndex: request.poolIndex),
      ]
    }
  }

  /// "worker", "prefill worker".
  var worker: String { role == .serving ? "worker" : "\(role.rawValue) worker" }

  /// "1 worker", "4 prefill workers".
  func count(_ workers: Int) -> String { "\(workers) \(worker)\(workers == 1 ? "" : "s")" }

  /// What a user writes for other degrees: "--workers 2 --tensor-parallel 4", or "--decode with workers=2,tp=4".
  func written(_ degrees: [(Degree, Int)]) -> String {
    guard role != .serving else { return degrees.map { "\($0.flag) \($1)" }.joined(separator: " ") }
    return "--\(role.rawValue) with " + degrees.map { "\($0.rawValue)=\($1)" }.joined(separator: ",")
  }

  /// A fault of a degree, at the flag or key that it was written with.
  func fault(_ degree: Degree, id: String, found: String, expected: String, advice: String? = nil) -> Diagnostic {
    let isServing = role == .serving
    return Diagnostic(
      id: id, file: isServing ? degree.flag : "--\(role.rawValue)", key: isServing ? "" : degree.rawValue,
      found: found, expected: expected, advice: advice)
  }
}

extension ServingRequest {
  /// The same with other workers in one of its parts.
  func replacing(_ part: DeploymentPart, with group: WorkerGroup) -> ServingRequest {
    var changed = self
    switch (deployment, part.role) {
    case (.disaggregated(_, let decode), .prefill): changed.deployment = .disaggregated(prefill: group, decode: decode)
    case (.disaggregated(let prefill, _), .decode): changed.deployment = .disaggregated(prefill: prefill, decode: group)
    case (.aggregated, _): changed.deployment = .aggregated(group)
    case (.prefillOnly, _): changed.deployment = .prefillOnly(group)
    default: changed.deployment = .decodeOnly(group)
    }
    return changed
  }
}
