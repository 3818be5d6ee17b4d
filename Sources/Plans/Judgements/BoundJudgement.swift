/// What a search of its own says about the bound that a plan claims: that part of a judgement rests on the search and the
/// solver, all others do not.
public struct BoundJudgement: Codable, Sendable, Equatable {
  /// What came of it.
  public enum Status: String, Codable, Sendable {
    /// Nothing is better than the bound.
    case confirmed
    /// Something is, and stands beside it.
    case refuted
    /// The search could not close all that might be better.
    case notConfirmed = "not confirmed"
    /// Nobody asked.
    case notChecked = "not checked"
  }

  /// What came of it.
  public var status: Status
  /// What the plan claims that nothing is better than.
  public var claimed: Double
  /// What the search proved that nothing is better than; absent where none was asked.
  public var proved: Double?
  /// A layout that is better than the bound; absent unless the bound of a replica's plan is refuted.
  public var better: BetterLayout?
  /// A composition that is better than the bound; absent unless the bound of a cluster's plan is refuted.
  public var betterComposition: PlannedComposition?
  /// What else of the certificate the search found otherwise.
  public var findings: [Finding]

  /// - Parameters: As the properties of the same names.
  public init(
    _ status: Status, claimed: Double, proved: Double? = nil, better: BetterLayout? = nil,
    betterComposition: PlannedComposition? = nil, findings: [Finding] = []
  ) {
    self.status = status
    self.claimed = claimed
    self.proved = proved
    self.better = better
    self.betterComposition = betterComposition
    self.findings = findings
  }

  /// The lie as a finding; `nil` where the bound is not refuted.
  public var finding: Finding? {
    guard status == .refuted else { return nil }
    let key = betterComposition == nil ? "certificate.bound" : "composition.bound"
    let reached = better.map { "\($0.objective)" } ?? betterComposition.map { "\($0.value)" } ?? "a better one"
    return Finding(
      id: "bound-refuted", key: key, claimed: "\(claimed)", actual: "a layout that reaches \(reached)")
  }
}
