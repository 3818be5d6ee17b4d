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

  /// Reads every input, rates workers where no table has their rates, and makes the questions beside the plan.
  /// - Parameter progress: Called with the share of the rating that is done, from any thread.
  /// - Throws: `Diagnostic` that names the flag, or the file and key, at fault.
  func clusterRequest(
    progress: @escaping @Sendable (Double) -> Void
  ) throws -> (request: ClusterRequest, questions: [ClusterQuestion]) {
    try checkForCluster()
    let reader = try ClusterInputReader(self)
    let isDemanded = reader.models.contains { $0.requestsPerSecond != nil }
    let objective = try goal.objective == nil ? (isDemanded ? .cost : .served) : goal.objective(ClusterObjective.self)
    let inputs = try reader.inputs(objective: objective)
    let request = try ClusterRequest(
      cluster: reader.cluster, offers: reader.offers(progress: progress), objective: objective, inputs: inputs)
    let asked = ClusterQuestions(request, ratings: try reader.ratingRequests())
    let questions =
      try asked.questions(questions.questions().whatIf, flag: "--what-if")
      + (questions.marginal ? asked.marginal() : [])
    return (request, questions)
  }

  /// A plan of one replica is of decode alone, whatever the runtime.
  /// - Throws: `Diagnostic` "flags-conflict" for a flag that would have no effect.
  func checkForReplica() throws {
    let others: [(flag: String, isGiven: Bool)] = [
      ("--runtime", runtime.runtime != nil), ("--draft-tokens", runtime.draftTokens != nil),
      ("--acceptance", runtime.acceptance != nil), ("--two-batch-overlap", runtime.twoBatchOverlap),
      ("--steps-between-admissions", runtime.stepsBetweenAdmissions != nil),
      ("--most-sequences", runtime.mostSequences != nil),
    ]
    guard let other = others.first(where: \.isGiven) else { return }
    throw Diagnostic(
      id: "flags-conflict", file: other.flag, found: "it in a plan of one replica, which is of decode alone",
      expected: "it with --requests-per-second, --ttft, --workloads or the like")
  }

  /// What is said of one replica alone says nothing of a cluster.
  private func checkForCluster() throws {
    let others: [(flag: String, isGiven: Bool)] = [
      ("--context", workload.context != nil), ("--batch", goal.batch != nil),
      ("--tokens-per-second", goal.tokensPerSecond != nil), ("--expert-load", expertLoad != nil),
      ("--redundant-experts", redundantExperts != nil), ("--even-redundancy", evenRedundancy),
      ("--write-mps", writeMPS != nil), ("--explain", explain), ("--explain-quantity", explainQuantity != nil),
    ]
    guard engine == nil || service.workers == nil else {
      throw Diagnostic(
        id: "flags-conflict", file: "--engine", found: "it with --workers",
        expected: "a table of what the engine can run, without --engine")
    }
    guard let other = others.first(where: \.isGiven) else { return }
    throw Diagnostic(
      id: "flags-conflict", file: other.flag, found: "it in a plan of a whole cluster",
      expected: "it without --requests-per-second, --workers and the like")
  }
}
