import Clusters
import Costing
import Formats
import Plans

/// The workers of a deployment that are alike, and what they are for.
struct DeploymentPart: Sendable {
  /// The role of the workers.
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
  func fault(_ degree: Degree, id: DiagnosticID, found: String, expected: String, advice: String? = nil) -> Diagnostic {
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

/// The capacity of a deployment after the loss of any one unit, when stopped workers start again where GPUs are free.
public struct DeploymentLoss: Sendable {
  /// The capacity after a failure.
  public struct Outcome: Sendable {
    /// The first of the units whose loss leaves this: "pool h200, rack 0, node 2".
    public let unit: String
    /// The remainder in words: "3 of 4 workers are left".
    public let consequence: String
    /// The deployment after it; `nil` where a part of it has no worker left.
    public let left: ServingRequest?
  }

  private let request: ServingRequest
  private let parts: [DeploymentPart]
  private let units: FailureUnits

  /// - Parameters:
  ///   - request: A deployment that fits.
  ///   - unit: The unit that fails.
  public init(_ request: ServingRequest, unit: SpareRule.Unit) {
    self.request = request
    parts = DeploymentPart.all(request)
    units = FailureUnits(cluster: request.cluster, unit: unit)
  }

  /// One for each way that workers can be left, in the order of the units.
  public func outcomes() -> [Outcome] {
    var seen: Set<[Int]> = []
    return Set(parts.map(\.poolIndex)).sorted().flatMap { poolIndex in
      units.distinct(poolIndex).compactMap { number -> Outcome? in
        let counts = counts(after: number, in: poolIndex)
        return seen.insert(counts).inserted ? outcome(counts, name: units.name(poolIndex, number)) : nil
      }
    }
  }

  /// Workers of each part that find a place without the unit.
  private func counts(after number: Int, in poolIndex: Int) -> [Int] {
    var counts = parts.map(\.group.workers)
    let here = parts.indices.filter { parts[$0].poolIndex == poolIndex }
    let placed = GPUCheck.placed(here.map { parts[$0] }, units.pool(poolIndex, without: number))
    for (index, count) in zip(here, placed) { counts[index] = count }
    return counts
  }

  private func outcome(_ counts: [Int], name: String) -> Outcome {
    let words = zip(parts, counts).map { "\($1) of \($0.count($0.group.workers))" }
    let verb = counts.count == 1 && counts[0] == 1 ? "is" : "are"
    guard counts.allSatisfy({ $0 > 0 }) else {
      return Outcome(unit: name, consequence: "\(words.joined(separator: " and ")) \(verb) left", left: nil)
    }
    let left = zip(parts, counts).reduce(request) { request, next in
      var group = next.0.group
      group.workers = next.1
      return request.replacing(next.0, with: group)
    }
    return Outcome(unit: name, consequence: "\(words.joined(separator: " and ")) \(verb) left", left: left)
  }
}
