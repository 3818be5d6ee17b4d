/// What a residual costs, in units of its noise: ½·r² near zero, less than that far out, so that no outlier rules.
public enum RobustLoss: Sendable, Hashable {
  /// ½·r²: no robustness, for laws and examples.
  case squared
  /// k²·(√(1 + (r/k)²) − 1): smooth, linear far beyond the knee k.
  case softL1(knee: Double)
  /// ½·r² up to the knee k, k·(|r| − ½·k) beyond.
  case huber(knee: Double)

  /// ρ(r).
  public func cost(_ residual: Double) -> Double {
    switch self {
    case .squared: return residual * residual / 2
    case .softL1(let knee):
      let ratio = residual / knee
      return knee * knee * ((1 + ratio * ratio).squareRoot() - 1)
    case .huber(let knee):
      let size = abs(residual)
      return size <= knee ? size * size / 2 : knee * (size - knee / 2)
    }
  }

  /// ρ′(r) / r: the weight of the residual in weighted least squares.
  public func weight(_ residual: Double) -> Double {
    switch self {
    case .squared: return 1
    case .softL1(let knee):
      let ratio = residual / knee
      return 1 / (1 + ratio * ratio).squareRoot()
    case .huber(let knee): return abs(residual) <= knee ? 1 : knee / abs(residual)
    }
  }
}
