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
}
