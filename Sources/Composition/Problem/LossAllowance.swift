/// How much of every side of a line of service (its prefill, its decode) may be lost at once, as far as it is known
/// before workers have places: what is served must be served by the rest.
public struct LossAllowance: Sendable, Hashable {
  /// For each pool, units that can fail, of which one does: a loss is no less than an equal share. Empty where workers of
  /// one unit are not lost together.
  public var units: [Int]
  /// For each line of service at least so many requests/s of prefill, because some placement lost them.
  public var prefill: [Double]
  /// The same for decode.
  public var decode: [Double]

  /// - Parameters: As the properties of the same names.
  public init(units: [Int], prefill: [Double], decode: [Double]) {
    self.units = units
    self.prefill = prefill
    self.decode = decode
  }

  /// The least that a failure takes from a side of a line: a whole worker of any type that is used, an equal share of what
  /// a pool has there, and what a placement was seen to lose.
  func least(_ counts: [Int], of problem: CompositionProblem, line: Int, prefill isPrefill: Bool) -> Double {
    var lost = isPrefill ? prefill[line] : decode[line]
    var ofPool = problem.pools.map { _ in 0.0 }
    for (type, count) in zip(problem.types, counts) where count > 0 && problem.line(of: type) == line {
      guard isPrefill ? type.prefills : type.decodes else { continue }
      lost = max(lost, type.requestsPerSecond)
      ofPool[type.pool] += Double(count) * type.requestsPerSecond
    }
    for (units, rate) in zip(units, ofPool) where units > 0 { lost = max(lost, rate / Double(units)) }
    return lost
  }
}
