/// Tokens that a draft proposes and the model verifies in one step.
public struct Speculation: Sendable, Hashable {
  /// d: drafted tokens that are verified together with the last accepted one.
  public var draftTokens: Int
  /// a: probability that a drafted token is accepted, given that those before it were.
  public var acceptance: Double

  /// - Parameters:
  ///   - draftTokens: d, 1 or more.
  ///   - acceptance: a, from 0 to 1.
  public init(draftTokens: Int, acceptance: Double) {
    self.draftTokens = draftTokens
    self.acceptance = acceptance
  }

  /// E[accepted] = (1 − a^(d+1)) / (1 − a): tokens that a step yields, the model's own among them.
  public var tokensPerStep: Double {
    guard acceptance < 1 else { return Double(draftTokens + 1) }
    var sum = 0.0
    var power = 1.0
    for _ in 0...draftTokens {
      sum += power
      power *= acceptance
    }
    return sum
  }
}
