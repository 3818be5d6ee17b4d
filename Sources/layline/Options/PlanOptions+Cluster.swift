import Costing
import Inputs
import Models
import Planning
import Plans
import Quantities
import Topology

extension PlanOptions {
  /// Whether the question is what a whole cluster should do, and not how one replica is laid out.
  var plansCluster: Bool { service.isAsked || goal.objective == ClusterObjective.served.rawValue }

  /// - Throws: `Diagnostic` "missing-flag".
  func neededModel() throws -> String {
    if let model { return model }
    throw Diagnostic(
      id: "missing-flag", file: "--model", found: "no model",
      expected: "a config.json, a folder that holds one, or a name of the catalogue")
  }

  /// Reads every input, and rates workers where no table has their rates.
  /// - Parameter progress: Called with the share of the rating that is done, from any thread.
  /// - Throws: `Diagnostic` that names the flag, or the file and key, at fault.
  func clusterRequest(progress: @escaping @Sendable (Double) -> Void) throws -> ClusterRequest {
    try checkForCluster()
    let reader = try ClusterInputReader(self)
    let isDemanded = reader.models.contains { $0.requestsPerSecond != nil }
    let objective = try goal.objective == nil ? (isDemanded ? .cost : .served) : goal.objective(ClusterObjective.self)
    let inputs = try reader.inputs(objective: objective)
    return try ClusterRequest(
      cluster: reader.cluster, workers: reader.offers(progress: progress), objective: objective, inputs: inputs)
  }

  /// What is said of one replica alone says nothing of a cluster.
  private func checkForCluster() throws {
    let others: [(flag: String, isGiven: Bool)] = [
      ("--context", workload.context != nil), ("--batch", goal.batch != nil),
      ("--tokens-per-second", goal.tokensPerSecond != nil), ("--expert-load", expertLoad != nil),
      ("--redundant-experts", redundantExperts != nil), ("--even-redundancy", evenRedundancy),
      ("--write-mps", writeMPS != nil), ("--explain", explain), ("--explain-quantity", explainQuantity != nil),
      ("--what-if", !questions.whatIf.isEmpty), ("--marginal", questions.marginal),
    ]
    guard let other = others.first(where: \.isGiven) else { return }
    throw Diagnostic(
      id: "flags-conflict", file: other.flag, found: "it in a plan of a whole cluster",
      expected: "it without --requests-per-second, --workers and the like")
  }
}
