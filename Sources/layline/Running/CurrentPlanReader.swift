import Differences
import Formats
import Models
import Planning
import Plans

/// Reads the plan that runs, for a plan that is to take its place.
struct CurrentPlanReader {
  let path: String

  /// - Throws: `Diagnostic` where the file is no plan of decode workers of this model.
  func plan(for request: PlanRequest) throws -> ComparedPlan<Plan> {
    try check(Plan.formatVersion, advice: "give --input and --output-tokens to plan a whole cluster")
    var old = try ComparedPlanReader.plan(path)
    let (model, wanted) = (old.document.inputs.model, request.references.model)
    if model.sha256 == wanted.sha256 {
      old.readings.models = [.same(request.model)]
    } else if model.reference != wanted.reference {
      throw fault(key: "inputs.model", found: model.reference, expected: wanted.reference)
    }
    return old
  }

  /// - Throws: `Diagnostic` where the file is no plan of a cluster that serves one of these models.
  func clusterPlan(for request: ClusterRequest) throws -> ComparedPlan<ClusterPlan> {
    try check(ClusterPlan.formatVersion, advice: "add --decode-only for workers of decode alone")
    let old = try ComparedPlanReader.clusterPlan(path)
    let served = old.document.inputs.models
    let isShared = served.contains { model in
      request.models.contains { $0.name == model.name || $0.model != nil && $0.model?.sha256 == model.model?.sha256 }
    }
    guard isShared else {
      throw fault(
        key: "inputs.models", found: served.map(\.name).joined(separator: ", "),
        expected: request.models.map(\.name).joined(separator: ", "))
    }
    return old
  }

  private func check(_ version: String, advice: String) throws {
    let found = try DocumentReader.version(ofFile: path)
    let others = [Plan.formatVersion, ClusterPlan.formatVersion].filter { $0 != version }
    guard others.contains(found) else { return }
    throw Diagnostic(
      id: .plansDifferInKind, file: path, key: "layline", found: "\"\(found)\"",
      expected: "\"\(version)\", as what is planned here", advice: advice)
  }

  private func fault(key: String, found: String, expected: String) -> Diagnostic {
    Diagnostic(
      id: .currentDiffers, file: path, key: key, found: found, expected: "\(expected), which is planned here",
      advice: "--current takes a plan of the same model; leave it out for another")
  }
}

extension ComparedPlan<Plan> {
  /// A plan that was just made, with its inputs as they were read.
  init(_ plan: Plan, _ request: PlanRequest) {
    self.init(
      reference: .init(reference: "this plan", sha256: ""), document: plan,
      readings: PlanReadings(cluster: .same(request.cluster), models: [.same(request.model)]))
  }
}

extension ComparedPlan<ClusterPlan> {
  /// A plan that was just made, with its inputs as they were read.
  init(_ plan: ClusterPlan, _ request: ClusterRequest) {
    let models: [CheckedInput<ModelArchitecture>?] =
      request.architectures.isEmpty ? plan.inputs.models.map { _ in nil } : request.architectures.map { .same($0) }
    self.init(
      reference: .init(reference: "this plan", sha256: ""), document: plan,
      readings: PlanReadings(cluster: .same(request.cluster), models: models))
  }
}
