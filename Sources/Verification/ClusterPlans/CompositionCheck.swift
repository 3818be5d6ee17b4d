import Plans
import Quantities
import Topology

/// Whether the sums of a composition are those of its workers, demands are met, and the certificate's arithmetic holds.
struct CompositionCheck: Sendable {
  private let plan: ClusterPlan
  private let actual: ClusterPlan
  private static let tolerance = 1e-6

  /// - Parameters:
  ///   - plan: As it was read.
  ///   - actual: With its sums computed again.
  init(_ plan: ClusterPlan, actual: ClusterPlan) {
    self.plan = plan
    self.actual = actual
  }

  var findings: [Finding] { models + sums + limits + demands + certificate }

  private var comparison: FieldComparison { FieldComparison(id: { _ in "sum-wrong" }, tolerance: Self.tolerance) }

  private var models: [Finding] {
    guard plan.composition.models.map(\.model) == plan.inputs.models.map(\.name) else {
      return [
        Finding(
          id: "model-unknown", key: "composition.models", claimed: "\(plan.composition.models.map(\.model))",
          actual: "\(plan.inputs.models.map(\.name))")
      ]
    }
    return comparison.findings(
      "composition.models", claimed: plan.composition.models, actual: actual.composition.models)
  }

  /// All fields but those that are judged apart.
  private var sums: [Finding] {
    var claimed = plan.composition
    let actual = actual.composition
    (claimed.models, claimed.workers, claimed.spare) = (actual.models, actual.workers, actual.spare)
    (claimed.bound, claimed.gap, claimed.status) = (actual.bound, actual.gap, actual.status)
    (claimed.program, claimed.isInterrupted) = (actual.program, actual.isInterrupted)
    return comparison.findings("composition", claimed: claimed, actual: actual)
      + comparison.findings(
        "placement.idleGPUs", claimed: plan.placement.idleGPUs, actual: self.actual.placement.idleGPUs)
      + comparison.findings(
        "placement.transfers", claimed: plan.placement.transfers, actual: self.actual.placement.transfers)
      + comparison.findings(
        "placement.workers.number", claimed: plan.placement.workers.map(\.number),
        actual: self.actual.placement.workers.map(\.number))
  }

  private var limits: [Finding] {
    let (gpus, usable) = (actual.composition.gpusUsed, actual.composition.gpusAvailable)
    guard gpus > usable else { return [] }
    return [Finding(id: "gpus-exceeded", key: "composition.gpusUsed", claimed: "\(gpus)", actual: "at most \(usable)")]
  }

  private var isServed: Bool { plan.inputs.objective == "served" }

  /// The least that is served of each model: after any failure where some were asked about.
  private var demands: [Finding] {
    guard !isServed else { return [] }
    let guaranteed =
      actual.composition.spare?.servedRequestsPerSecond ?? actual.composition.models.map(\.servedRequestsPerSecond)
    return zip(plan.inputs.models, guaranteed).enumerated().compactMap { index, item in
      guard let demand = item.0.requestsPerSecond, item.1 < demand * (1 - Self.tolerance) else { return nil }
      return Finding(
        id: "demand-missed", key: "composition.models[\(index)].servedRequestsPerSecond",
        claimed: "\(Numerals.significant(demand)) wanted", actual: Numerals.significant(item.1))
    }
  }

  private var certificate: [Finding] {
    let (value, reached) = (plan.composition.value, actual.composition.value)
    let bound = plan.composition.bound
    let gap = value > 0 ? (bound - value).magnitude / value : 0
    var findings = comparison.findings("composition.gap", claimed: plan.composition.gap, actual: gap)
    let isBeyond = isServed ? bound < reached * (1 - Self.tolerance) : bound > reached * (1 + Self.tolerance)
    if isBeyond || bound < 0 {
      findings.append(
        Finding(
          id: "bound-wrong", key: "composition.bound", claimed: Numerals.significant(bound, digits: 8),
          actual: "this plan reaches \(Numerals.significant(reached, digits: 8))"))
    }
    let isProved = gap <= plan.inputs.tolerance * (1 + 1e-9)
    if plan.composition.status != (isProved ? .proved : .within) {
      findings.append(
        Finding(
          id: "status-wrong", key: "composition.status", claimed: plan.composition.status.rawValue,
          actual: isProved ? "proved" : "within"))
    }
    let program = plan.composition.program
    let counts = [program.workerTypes, program.columns, program.rows, program.nodes, program.iterations]
    if counts.contains(where: { $0 < 0 }) {
      findings.append(
        Finding(id: "program-wrong", key: "composition.program", claimed: "\(counts)", actual: "counts"))
    }
    return findings
  }
}
