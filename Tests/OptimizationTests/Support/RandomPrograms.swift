import Optimization

/// Seeded programs of given kinds.
enum RandomPrograms {
  /// An assignment with one side constraint, which makes its relaxation fractional.
  static func assignment(size: Int, seed: UInt64) -> LinearProgram {
    var random = SplitMix(seed: seed)
    var program = LinearProgram(name: "assignment")
    var cells: [[Variable]] = []
    for row in 0..<size {
      cells.append(
        (0..<size).map { program.addBinary("x\(row)_\($0)", cost: Double(Int.random(in: 1...99, using: &random))) })
    }
    for line in 0..<size {
      program.addConstraint("row\(line)", cells[line].map { 1 * $0 }, .equal, 1)
      program.addConstraint("column\(line)", cells.map { 1 * $0[line] }, .equal, 1)
    }
    let weights = cells.joined().map { Double(Int.random(in: 1...30, using: &random)) * $0 }
    program.addConstraint("weight", weights, .atMost, Double(size * 11))
    return program
  }

  /// A knapsack with several constraints: many nodes for its size.
  static func knapsack(items: Int, constraints: Int, seed: UInt64) -> LinearProgram {
    var random = SplitMix(seed: seed)
    var program = LinearProgram(name: "knapsack")
    let picks = (0..<items).map { program.addBinary("x\($0)", cost: -Double(Int.random(in: 10...99, using: &random))) }
    for index in 0..<constraints {
      let weights = picks.map { Double(Int.random(in: 5...60, using: &random)) * $0 }
      let capacity = weights.reduce(0) { $0 + $1.coefficient } / 2
      program.addConstraint("capacity\(index)", weights, .atMost, capacity.rounded(.down))
    }
    return program
  }

  /// Few binaries, small whole coefficients, every relation; often infeasible.
  static func tinyBinary(seed: UInt64) -> LinearProgram {
    var random = SplitMix(seed: seed)
    var program = LinearProgram(name: "tiny")
    let count = Int.random(in: 1...9, using: &random)
    let picks = (0..<count).map { program.addBinary("x\($0)", cost: Double(Int.random(in: -9...9, using: &random))) }
    for index in 0..<Int.random(in: 1...5, using: &random) {
      let terms = picks.map { Double(Int.random(in: -6...6, using: &random)) * $0 }
      let side = Double(Int.random(in: -6...6, using: &random))
      switch Int.random(in: 0...9, using: &random) {
      case 0: program.addConstraint("c\(index)", terms, .equal, side)
      case 1...3: program.addConstraint("c\(index)", lower: side, upper: side + 3, terms)
      case 4...6: program.addConstraint("c\(index)", terms, .atLeast, side)
      default: program.addConstraint("c\(index)", terms, .atMost, side)
      }
    }
    return program
  }

  /// Layers to be cut into stages, each on 1, 2 or 4 of 12 GPUs, so that four times the slowest stage is least: the
  /// bottleneck form in which all times, and so the objective, are of the size `unit`.
  static func stages(layers: Int, unit: Double, seed: UInt64) -> LinearProgram {
    var random = SplitMix(seed: seed)
    var program = LinearProgram(name: "stages")
    let round = program.addVariable("round", cost: 1)
    let boundaries = (0...layers).map { boundary in
      let supply = boundary == 0 ? 1.0 : boundary == layers ? -1 : 0
      return program.addConstraint("boundary\(boundary)", [], .equal, supply)
    }
    let latency = program.addConstraint("latency", [1 * round], .atLeast, 0)
    let covers = (0..<layers).map { program.addConstraint("layer\($0)", [1 * round], .atLeast, 0) }
    let pool = program.addConstraint("pool", [], .atMost, 12)
    for first in 0..<layers {
      for end in first + 1...layers {
        for gpus in [1.0, 2, 4] {
          let time = unit * Double(end - first) * (0.2 + Double.random(in: 0.9...1.1, using: &random) / gpus)
          let stage = program.addBinary("s\(first)_\(end)_\(Int(gpus))")
          program.addTerm(1, stage, to: boundaries[first])
          program.addTerm(-1, stage, to: boundaries[end])
          program.addTerm(-time, stage, to: latency)
          for layer in first..<end { program.addTerm(-4 * time, stage, to: covers[layer]) }
          program.addTerm(gpus, stage, to: pool)
        }
      }
    }
    return program
  }
}
