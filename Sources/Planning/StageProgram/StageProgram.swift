import Costing
import Optimization

/// Program A of one replica at a fixed batch: the path of stages with the shortest round, as an integer program.
///
/// Columns are arcs (first layer, last layer, layout); one that does not fit HBM or is slower than R/m is not made, so
/// nothing needs a big M. One row for each layer says that the round is no shorter than m times the time of the one arc
/// that covers it, which keeps the relaxation tight. Hops count as if stages met where that is fastest,
/// so the program bounds what placement can reach.
public struct StageProgram: Sendable {
  /// An arc: a stage that could be.
  struct Arc: Sendable, Equatable {
    let stage: PipelinePath.Stage
    let gpus: Int
    /// T_s, seconds.
    let time: Double
    /// The hop into the stage, seconds; 0 for the first.
    let hop: Double
  }

  let arcs: [Arc]
  /// The program; times are in units of `unit`.
  public let program: LinearProgram
  /// Seconds that stand as 1 in the program.
  public let unit: Double
  private let round: Variable
  private let columns: [Variable]

  /// - Parameters:
  ///   - feasibility: Of a single batch.
  ///   - gpus: Of each layout of the space.
  ///   - gpuLimit: GPUs that a path may use.
  ///   - longestRound: Only paths with at most this round are of interest, seconds.
  init(feasibility: StageFeasibility, gpus: [Int], gpuLimit: Int, longestRound: Double) {
    let microBatches = feasibility.tables.interval.microBatches
    // Sums in another order may differ in the last digits; the path that set the limit must stay within it.
    let longestRound = longestRound * (1 + 1e-9)
    arcs = StageArcs(feasibility: feasibility, gpus: gpus, gpuLimit: gpuLimit).arcs(
      slowest: longestRound / Double(microBatches))
    unit = longestRound
    var program = LinearProgram(name: "stage_program")
    round = program.addVariable("round", upper: 1, cost: 1)
    columns = arcs.map {
      program.addBinary("stage_\($0.stage.layers.lowerBound)_\($0.stage.layers.upperBound)_layout\($0.stage.layout)")
    }
    self.program = Self.withRows(
      program, round: round, columns: columns, arcs: arcs, layerCount: feasibility.layerCount,
      microBatches: microBatches, gpuLimit: gpuLimit, stages: feasibility.stages.prescribed, unit: longestRound)
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
    let covers = (0..<layerCount).map { program.addConstraint("layer_\($0)", [1 * round], .atLeast, 0) }
    let pool = program.addConstraint("gpus", [], .atMost, Double(gpuLimit))
    for (arc, column) in zip(arcs, columns) {
      let layers = arc.stage.layers
      program.addTerm(1, column, to: boundaries[layers.lowerBound])
      if layers.upperBound < layerCount { program.addTerm(-1, column, to: boundaries[layers.upperBound]) }
      program.addTerm(-(arc.time + arc.hop) / unit, column, to: latency)
      for layer in layers { program.addTerm(-Double(microBatches) * arc.time / unit, column, to: covers[layer]) }
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
