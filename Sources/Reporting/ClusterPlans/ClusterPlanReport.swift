import Plans
import Quantities
import Topology

/// A plan of a cluster on one screen, for a person.
public struct ClusterPlanReport: CustomStringConvertible, Sendable {
  private let plan: ClusterPlan
  private let cluster: Cluster
  private let effort: [String]

  /// - Parameters:
  ///   - plan: What was planned.
  ///   - cluster: What it lies on.
  ///   - effort: What the run took, which is not part of the plan.
  public init(_ plan: ClusterPlan, cluster: Cluster, effort: [String] = []) {
    self.plan = plan
    self.cluster = cluster
    self.effort = effort
  }

  /// At most 100 columns.
  public var description: String {
    let sections = [
      headline, ServiceSection(plan).text, WorkerSection(plan).text, DomainMapSection(plan, cluster: cluster).text,
      TransferSection(plan).text, SpareSection(plan).text, ClusterWhatIfSection(plan).text, certificate,
    ]
    return sections.filter { !$0.isEmpty }.joined(separator: "\n\n")
      .split(separator: "\n", omittingEmptySubsequences: false)
      .flatMap { TextLayout.wrap(String($0), indent: 14) }.joined(separator: "\n")
  }

  private var headline: String {
    let inputs = plan.inputs
    let models = inputs.models.map(\.name).joined(separator: ", ")
    let rates =
      inputs.workers.map { "workers of \($0.reference)" } ?? inputs.calibration.map { "calibration \($0.reference)" }
    return ["\(models) on \(inputs.cluster.reference)", rates].compactMap(\.self).joined(separator: ", ")
  }

  private var certificate: String {
    let composition = plan.composition
    let program = composition.program
    let side = plan.inputs.objective == "served" ? "above" : "below"
    var lines = [
      "Certificate \(verdict): \(figure(composition.value)), none \(side) \(figure(composition.bound))",
      "            space: any number of each of \(TextLayout.count(program.workerTypes, "kind")) of workers, in any domains",
      "            composition program: \(program.solver), \(Numerals.grouped(program.columns)) columns × "
        + "\(Numerals.grouped(program.rows)) rows, \(TextLayout.count(program.nodes, "node")), "
        + "\(Numerals.grouped(program.iterations)) iterations",
    ]
    if composition.isInterrupted == true { lines.append("            interrupted: the best so far") }
    if !effort.isEmpty { lines.append("            took " + effort.joined(separator: ", ")) }
    return lines.joined(separator: "\n")
  }

  private var verdict: String {
    let gap = Numerals.percent(plan.composition.gap, decimals: 2)
    switch plan.composition.status {
    case .proved: return plan.composition.gap < 1e-9 ? "proved optimal" : "proved within \(gap) of the best"
    case .within: return "within \(gap) of the best"
    case .unknown: return "bound unknown"
    }
  }

  private func figure(_ value: Double) -> String { plan.composition.text(ofValue: value) }
}
