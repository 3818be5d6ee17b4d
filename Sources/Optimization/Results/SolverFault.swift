/// Why a program was not solved at all.
public enum SolverFault: Error, Sendable, Equatable {
  /// The program itself is wrong; every fault of it.
  case program([ProgramFault])
  /// A limit is NaN or negative.
  case limits(String)
  /// The incumbent has another number of values than the program has variables.
  case incumbentSize(expected: Int, found: Int)
  /// The incumbent does not satisfy the program.
  case incumbentInfeasible(FeasibilityReport)
  /// The solver cannot run here; its reason.
  case unavailable(String)
  /// The solver gave up; its own words.
  case solver(String)
}

extension SolverFault: CustomStringConvertible {
  /// A sentence, or one for each fault of the program.
  public var description: String {
    switch self {
    case .program(let faults): faults.map(\.description).joined(separator: " ")
    case .limits(let text): text
    case .incumbentSize(let expected, let found):
      "The incumbent has \(found) values for \(expected) variables."
    case .incumbentInfeasible(let report): "The incumbent does not satisfy the program. \(report)"
    case .unavailable(let reason): reason
    case .solver(let words): words.isEmpty ? "The solver gave up without a word." : words
    }
  }
}
