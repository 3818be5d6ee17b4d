import Optimization
import Planning

/// The stage program of a pipeline over two racks, about 21,000 arcs, and the proof that no other path beats it by a
/// thousandth.
struct CertificateProgram {
  let program: LinearProgram

  init() throws {
    var request = try DeepSeekRequest.on("gb200-nvl72-8-racks")
    request.goal = try Goal(objective: .latency, batch: 512, gpuLimit: 144)
    let planner = Planner(request, optimizer: GLPKOptimizer())
    guard case .plan(let plan) = try planner.plan(), let program = try planner.stageProgram(of: plan) else {
      throw Missing()
    }
    self.program = program
  }

  /// Times stand in units of the round of the plan, which is the incumbent: 1.
  /// - Returns: Whether the proof succeeds.
  func isCertified() -> Bool {
    let optimizer = GLPKOptimizer()
    guard let duals = optimizer.solve(program.relaxed).solution?.duals else { return false }
    let cutoff = ReducedCostFixing.cutoff(incumbent: 1, tolerance: 0.001)
    let fixing = ReducedCostFixing(program, duals: duals.constraints, cutoff: cutoff)
    if fixing.provesCutoff { return true }
    var rest = ColumnReduction(program, dropping: fixing.zeros).program
    if let round = rest.variables.first { rest.setBounds(lower: 0, upper: cutoff, of: round) }
    let result = optimizer.solve(rest, options: SolverOptions(wantsDuals: false))
    return result.status == .infeasible || result.status == .optimal
  }

  private struct Missing: Error {}
}
