import Costing
import Optimization
import Plans

/// Program A of one replica at a fixed batch: the path of stages with the shortest round, as an integer program.
///
/// Columns are arcs (first layer, last layer, layout); one that does not fit HBM or is slower than R/m is not made, so
/// nothing needs a big M. One row for each layer, or for layers evenly apart where there are many, says that the round is
/// no shorter than m times the time of the one arc that covers it, which keeps the relaxation tight. Hops count as if stages met where that is fastest,
/// so the program bounds what placement can reach.
public struct StageProgram: Sendable {
  /// An arc: a stage that could be.
  struct Arc: Sendable, Equatable {
    let stage: PipelinePath.Stage
    let gpus: Int
    /// T_s, seconds.
    let time: Double
    /// The hop into the stage, and for the last of several the return of its token, seconds; 0 for the first.
    let hop: Double
  }

  let arcs: [Arc]
  /// The program; times are in units of `unit`.
  public let program: LinearProgram
  /// Seconds that stand as 1 in the program.
  public let unit: Double
  private let round: Variable
  private let columns: [Variable]

  /// Columns beyond which a solver would take minutes and gigabytes.
  private static let mostColumns = 60_000
  /// Rows that say which arc covers a layer.
  private static let mostCovers = 128

  /// - Parameters:
  ///   - feasibility: The feasible stages of a single batch.
  ///   - gpus: The GPUs of each layout of the space.
  ///   - gpuLimit: GPUs that a path may use.
  ///   - longestRound: Only paths with at most this round are of interest, seconds.
  /// - Returns: `nil` where the program would be larger than a solver can take.
  init?(feasibility: StageFeasibility, gpus: [Int], gpuLimit: Int, longestRound: Double) {
    let microBatches = feasibility.tables.interval.microBatches
    // Sums in another order may differ in the last digits; the path that set the limit must stay within it.
    let longestRound = longestRound * (1 + 1e-9)
    let all = StageArcs(feasibility: feasibility, gpus: gpus, gpuLimit: gpuLimit).arcs(
      slowest: longestRound / Double(microBatches), most: Self.mostColumns)
    guard let all else { return nil }
    arcs = all
    unit = longestRound
    var program = LinearProgram(
      name: "stage_program_\(microBatches)_microbatches_of_\(feasibility.tables.interval.sizes.lowerBound)_sequences")
    round = program.addVariable("round", upper: 1, cost: 1)
    columns = arcs.map {
      program.addBinary(Self.name($0.stage, feasibility.tables.storage.layouts[$0.stage.layout]))
    }
    self.program = Self.withRows(
      program, round: round, columns: columns, arcs: arcs, layerCount: feasibility.layerCount,
      microBatches: microBatches, gpuLimit: gpuLimit, stages: feasibility.stages.prescribed, unit: longestRound)
  }

  /// "layers_0_to_31_on_TP2_DP4_EP8": first and last layer, and the degrees.
  private static func name(_ stage: PipelinePath.Stage, _ layout: StageLayout) -> String {
    let degrees = StageDegrees(layout).description.map { $0.isLetter || $0.isNumber ? $0 : "_" }
    return "layers_\(stage.layers.lowerBound)_to_\(stage.layers.upperBound - 1)_on_\(String(degrees))"
  }

  private static func withRows(
    _ program: LinearProgram, round: Variable, columns: [Variable], arcs: [Arc], layerCount: Int, microBatches: Int,
    gpuLimit: Int, stages: Int?, unit: Double
  ) -> LinearProgram {
    var program = program
    let boundaries = (0..<layerCount).map { boundary in
      program.addConstraint("boundary_\(boundary)", [], .equal, boundary == 0 ? 1 : 0)
    }
    let latency = program.addConstraint("latency", [1 * round], .atLeast, 0)
    let step = (layerCount + mostCovers - 1) / mostCovers
    let covers = stride(from: 0, to: layerCount, by: step).map {
      program.addConstraint("layer_\($0)", [1 * round], .atLeast, 0)
    }
    let pool = program.addConstraint("gpus", [], .atMost, Double(gpuLimit))
    for (arc, column) in zip(arcs, columns) {
      let layers = arc.stage.layers
      program.addTerm(1, column, to: boundaries[layers.lowerBound])
      if layers.upperBound < layerCount { program.addTerm(-1, column, to: boundaries[layers.upperBound]) }
      program.addTerm(-(arc.time + arc.hop) / unit, column, to: latency)
      for cover in (layers.lowerBound + step - 1) / step..<(layers.upperBound + step - 1) / step {
        program.addTerm(-Double(microBatches) * arc.time / unit, column, to: covers[cover])
      }
      program.addTerm(Double(arc.gpus), column, to: pool)
    }
    if let stages { program.addConstraint("stages", columns.map { 1 * $0 }, .equal, Double(stages)) }
    return program
  }

  /// The path that a solution stands for.
  func path(_ solution: Solution) -> PipelinePath {
    let chosen = zip(arcs, columns).filter { solution[$0.1] > 0.5 }.map(\.0.stage)
    return PipelinePath(stages: chosen.sorted { $0.layers.lowerBound < $1.layers.lowerBound })
  }
}

/// The arcs of a stage program, without those that another one beats on the same layers.
private struct StageArcs: Sendable {
  let feasibility: StageFeasibility
  let gpus: [Int]
  let gpuLimit: Int

  /// - Parameters:
  ///   - slowest: Seconds that a stage may take.
  ///   - most: Arcs beyond which there is no answer.
  func arcs(slowest: Double, most: Int) -> [StageProgram.Arc]? {
    let limit = RoundLimit(any: slowest, largest: slowest)
    let layouts = feasibility.layouts.filter { gpus[$0] <= gpuLimit }
    var result: [StageProgram.Arc] = []
    for first in 0..<feasibility.layerCount {
      let reaches = layouts.map { feasibility.reach($0, from: first, limit) }
      let farthest = reaches.map(\.inside).max() ?? first
      for end in Array(first + 1..<max(first + 1, farthest + 1)) + [feasibility.layerCount] {
        let able = zip(layouts, reaches).filter { _, reach in
          end == feasibility.layerCount ? reach.reachesEnd : end <= reach.inside
        }
        result += undominated(able.map { arc($0.0, first, end) })
        if result.count > most { return nil }
      }
    }
    return result
  }

  private func arc(_ layout: Int, _ first: Int, _ end: Int) -> StageProgram.Arc {
    let times = feasibility.tables.smallest
    return StageProgram.Arc(
      stage: .init(layers: first..<end, layout: layout), gpus: gpus[layout],
      time: times.stageTime(layout, from: first, to: end),
      hop: first == 0
        ? 0 : times.leastHopTime(into: layout) + (end == feasibility.layerCount ? times.leastReturnTime : 0))
  }

  private func undominated(_ arcs: [StageProgram.Arc]) -> [StageProgram.Arc] {
    arcs.enumerated().filter { index, arc in
      !arcs.enumerated().contains { other, rival in
        guard other != index, rival.gpus <= arc.gpus, rival.time <= arc.time, rival.hop <= arc.hop else { return false }
        let identical = rival.gpus == arc.gpus && rival.time == arc.time && rival.hop == arc.hop
        return !identical || other < index
      }
    }.map(\.element)
  }
}

/// Has a solver prove that no path of a stage program is better than the one found, by more than a tolerance.
///
/// The relaxation's duals give a bound and rule out most arcs against the incumbent; the rest is solved to the end.
struct StageProgramCertifier: Sendable {
  let optimizer: any Optimizer
  /// The effort for the columns that reduced costs leave open; the bound at its end is still valid.
  static let limits = SolverLimits(nodes: 300, iterations: 50_000)

  /// - Parameters:
  ///   - program: Made for rounds up to the incumbent's.
  ///   - round: The incumbent's, seconds.
  ///   - tolerance: Share by which a better path may be missed.
  func certify(_ program: StageProgram, round: Double, tolerance: Double) -> ProgramCertificate {
    let relaxation = optimizer.solve(program.program.relaxed)
    let incumbent = round / program.unit
    let cutoff = ReducedCostFixing.cutoff(incumbent: incumbent, tolerance: tolerance)
    guard let duals = relaxation.solution?.duals?.constraints else {
      return certificate(program, round, kept: program.program.variableCount, bound: 0, relaxation, relaxation.status)
    }
    let fixing = ReducedCostFixing(program.program, duals: duals, cutoff: cutoff)
    if fixing.provesCutoff {
      return certificate(program, round, kept: 0, bound: fixing.bound, relaxation, .optimal)
    }
    return search(program, fixing, round: round)
  }

  /// Solves what reduced costs leave open, for rounds below the cutoff: infeasible means that nothing beats it.
  private func search(
    _ program: StageProgram, _ fixing: ReducedCostFixing, round: Double
  ) -> ProgramCertificate {
    let reduction = ColumnReduction(program.program, dropping: fixing.zeros)
    var rest = reduction.program
    if let variable = rest.variables.first { rest.setBounds(lower: 0, upper: fixing.cutoff, of: variable) }
    let options = SolverOptions(limits: Self.limits, wantsDuals: false)
    let result = optimizer.solve(rest, options: options)
    let bound: Double
    switch result.status {
    case .infeasible: bound = fixing.cutoff
    case .optimal, .withinGap: bound = result.objective ?? fixing.bound
    default: bound = max(fixing.bound, min(result.bound ?? 0, fixing.cutoff))
    }
    return certificate(program, round, kept: rest.variableCount, bound: bound, result, result.status)
  }

  private func certificate(
    _ program: StageProgram, _ round: Double, kept: Int, bound: Double, _ result: OptimizationResult,
    _ status: TerminationStatus
  ) -> ProgramCertificate {
    ProgramCertificate(
      solver: optimizer.name, columns: program.program.variableCount, rows: program.program.constraintCount,
      keptColumns: kept, nodes: result.nodes, iterations: result.iterations, round: round,
      bound: min(round, bound * program.unit), status: sentence(status))
  }

  private func sentence(_ status: TerminationStatus) -> String {
    status == .infeasible ? "No path has a round below the bound." : "\(status)"
  }
}
