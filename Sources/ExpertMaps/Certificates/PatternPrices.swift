/// Prices π ≥ 0 of experts and σ ≥ 0 of a copy, which prove that a time T cannot be reached.
///
/// A rank with s slots and speed v that is no slower than T holds copies (e, r) with Σ w_e / r ≤ T · v, worth
/// Σ (π_e / r − σ), which is at most κ(s, T · v), the value of a knapsack with s items. Any placement is worth at least
/// Σ π_e − σ · (copies), because the r_e copies of an expert are worth π_e together. So T is refuted where
///
///     Σ_g κ(s_g, T · v_g) + σ · copies < Σ_e π_e.
///
/// Any prices are valid, however they were found: rounding in the program that found them cannot break the proof. With
/// several scenarios, w is their mean under the weights, as no mean is above the worst.
public struct PatternPrices: Sendable, Equatable, Codable {
  /// Of each scenario; they add up to 1.
  public let scenarioWeights: [Double]
  /// π of each expert.
  public let experts: [Double]
  /// σ.
  public let copy: Double

  /// - Parameters:
  ///   - scenarioWeights: Of each scenario; they add up to 1.
  ///   - experts: π of each expert.
  ///   - copy: σ.
  public init(scenarioWeights: [Double], experts: [Double], copy: Double) {
    self.scenarioWeights = scenarioWeights
    self.experts = experts
    self.copy = copy
  }

  /// Whether the prices are of the right number, finite and not below zero, and the weights add up to 1.
  public func areWellFormed(for problem: ExpertProblem) -> Bool {
    experts.count == problem.expertCount && scenarioWeights.count == problem.popularity.count
      && (experts + scenarioWeights + [copy]).allSatisfy { $0.isFinite && $0 >= 0 }
      && abs(scenarioWeights.reduce(0, +) - 1) < 1e-9
  }

  /// Whether no placement of the problem is as fast as `time`, in which the copies of each expert lie within limits.
  public func refute(_ time: Double, of problem: ExpertProblem, limits: [ClosedRange<Int>]) -> Bool {
    guard areWellFormed(for: problem) else { return false }
    let knapsack = PatternKnapsack(problem: problem, prices: self, limits: limits)
    return knapsack.worth(of: problem.ranks, time: time) + copy * Double(problem.mostCopies)
      < experts.reduce(0, +) * (1 - 1e-12)
  }
}
