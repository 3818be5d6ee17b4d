import Optimization

/// A path from the first to the last of some boundaries over arcs that skip ahead, within a budget: what a pipeline's
/// stages look like to a solver.
struct ShortestPathProgram: Sendable {
  let boundaries: Int
  /// Parallel arcs between two boundaries, cheaper in time and dearer in budget from one to the next.
  let kinds: Int

  var arcCount: Int { boundaries * (boundaries - 1) / 2 * kinds }

  /// Arcs may be taken in part.
  var linear: LinearProgram { program(kind: .continuous) }
  /// Arcs are taken or not.
  var integer: LinearProgram { program(kind: .binary) }

  private func program(kind: VariableKind) -> LinearProgram {
    var program = LinearProgram()
    let flows = (0..<boundaries).map { boundary in
      let net = boundary == 0 ? 1.0 : boundary == boundaries - 1 ? -1 : 0
      return program.addConstraint("boundary\(boundary)", [], .equal, net)
    }
    let budget = program.addConstraint("budget", [], .atMost, Double(2 * kinds + 1))
    for start in 0..<boundaries {
      for end in (start + 1)..<max(start + 1, boundaries) {
        for choice in 1...kinds {
          let arc = program.addVariable(
            "arc\(start)_\(end)_\(choice)", upper: 1, kind: kind, cost: time(from: start, to: end, choice: choice))
          program.addTerm(1, arc, to: flows[start])
          program.addTerm(-1, arc, to: flows[end])
          program.addTerm(Double(choice), arc, to: budget)
        }
      }
    }
    return program
  }

  /// Shared work falls with the choice, fixed work does not; uneven, so that no two paths cost the same.
  private func time(from start: Int, to end: Int, choice: Int) -> Double {
    let work = (start..<end).reduce(0.0) { $0 + 1 + 0.1 * Double($1 * 7919 % 13) }
    return 0.3 + work / Double(choice) + 0.01 * work
  }
}
