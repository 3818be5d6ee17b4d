import Clusters
import Costing
import Formats
import Optimization
import Plans

/// The value of one unit more or less of the hardware of the plan's pool.
///
/// A derivative holds the layout and the batch; solving again does not, and a count has no derivative at all. Gains are
/// often smaller than the tolerance of a plan, so before and after are solved to a finer one.
struct MarginalAnalysis {
  private let request: PlanRequest
  private let plan: Plan
  private let pool: Pool
  private let solver: ChangeSolver

  /// Share by which a better layout may be missed here.
  static let tolerance = 0.0005

  init(_ request: PlanRequest, plan: Plan, before: Solved, optimizer: any Optimizer) throws {
    var finer = request
    finer.goal = try request.goal.tolerating(share: min(1, Self.tolerance / max(request.goal.tolerance, 1e-12)))
    self.request = finer
    self.plan = plan
    pool = request.cluster.pools[before.poolIndex]
    let start = try Planner(finer, optimizer: optimizer).solve(near: before.layout).get()
    solver = ChangeSolver(finer, before: start, optimizer: optimizer)
  }

  /// One unit of something.
  private struct Step {
    let unit: String
    let axis: InputAxis
    let setting: AxisSetting
    var resource: Resource?
  }

  /// Rates, then HBM, then GPUs, nodes and racks.
  func marginals() throws -> [SolvedMarginal] { try (rates + memory + counts).map(solve) }

  private var rates: [Step] {
    let axes: [(Resource, InputAxis)] = [
      (.hbm, .memoryBandwidth), (.compute, .compute), (.scaleUp, .scaleUp), (.scaleOut, .scaleOut),
    ]
    return axes.compactMap { resource, axis in
      MarginalStep(resource, of: pool).map {
        Step(unit: $0.unit, axis: axis, setting: .factor(1 + $0.share), resource: resource)
      }
    }
  }

  private var memory: [Step] {
    let more = 10e9
    return [
      Step(
        unit: "10 GB of HBM", axis: .memory,
        setting: .value(pool.accelerator.memory.value + more))
    ]
  }

  private var counts: [Step] {
    let present = pool.present(.gpus, gpuLimit: request.goal.gpuLimit) ?? 1
    let amounts: [(InputAxis, Double, String)] = [
      (.gpus, present, "GPU"), (.nodes, Double(pool.nodeCount), "node"), (.racks, Double(pool.racks), "rack"),
    ]
    return amounts.flatMap { axis, present, noun in
      [(1.0, "more"), (-1.0, "fewer")].filter { present + $0.0 >= 1 }.map {
        Step(unit: "1 \(noun) \($0.1)", axis: axis, setting: .value(present + $0.0))
      }
    }
  }

  private func solve(_ step: Step) throws -> SolvedMarginal {
    let derivative = step.resource.map { resource in
      plan.bottlenecks.first { $0.resource == resource.rawValue }?.marginal?.gain ?? 0
    }
    func marginal(_ answer: SolvedChange?, reason: String?) -> SolvedMarginal {
      SolvedMarginal(unit: step.unit, derivative: derivative, answer: answer, reason: reason)
    }
    let changed: PlanRequest
    do {
      changed = try step.axis.varied(request, by: step.setting, pool: pool.name, flag: "--marginal")
    } catch let diagnostic as Diagnostic {
      return marginal(nil, reason: "found \(diagnostic.found), expected \(diagnostic.expected)")
    }
    switch try solver.solve(changed) {
    case .success(let answer): return marginal(answer, reason: nil)
    case .failure(let refused): return marginal(nil, reason: refused.refusal.sentence)
    }
  }
}
