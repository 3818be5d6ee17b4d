/// What one unit more or less of something is worth, solved again; for rates beside the derivative that this confirms.
public struct SolvedMarginal: Codable, Sendable, Equatable {
  /// What is added or taken: "100 GB/s of HBM", "1 node fewer".
  public var unit: String
  /// Relative gain of the objective by the derivative at the plan's layout and batch; absent for what is no rate.
  public var derivative: Double?
  /// What is best then; absent where nothing fits, or the cluster cannot have it so.
  public var answer: SolvedChange?
  /// Why there is none, in a sentence.
  public var reason: String?

  /// - Parameters: As the properties of the same names.
  public init(unit: String, derivative: Double?, answer: SolvedChange?, reason: String?) {
    self.unit = unit
    self.derivative = derivative
    self.answer = answer
    self.reason = reason
  }
}
