/// A time that no placement of a problem undercuts, with what proves it.
public struct BalanceBound: Sendable, Equatable, Codable {
  /// In the problem's unit: 1 where all ranks are equally busy.
  public let time: Double
  /// What a verifier needs to believe it.
  public let proof: BalanceProof

  /// - Parameters:
  ///   - time: In the problem's unit.
  ///   - proof: What a verifier needs to believe it.
  public init(time: Double, proof: BalanceProof) {
    self.time = time
    self.proof = proof
  }
}
