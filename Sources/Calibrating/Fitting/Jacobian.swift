import Optimization
import Synchronization

/// Derivatives of the residuals by the positions of some parameters, by forward differences.
struct Jacobian: Sendable {
  /// Relative to a position's natural size, which is about one: far above the noise of a fixed point.
  private static let step = 1e-4

  /// `columns[parameter][residual]`; a parameter that was not asked for has zeros.
  let columns: [[Double]]

  /// - Parameters:
  ///   - space: The problem and its parameters.
  ///   - positions: The positions of the parameters.
  ///   - residuals: The residuals at the positions.
  ///   - moving: The indices of the parameters to differentiate by.
  ///   - isConcurrent: Whether columns are computed concurrently; they are joined by index in either case.
  init(
    _ space: FittingSpace, at positions: [Double], residuals: [Double], moving: [Int], isConcurrent: Bool
  ) throws {
    let results = Mutex([Result<[Double], any Error>?](repeating: nil, count: moving.count))
    let work: @Sendable (Int) -> Void = { index in
      let column = Result { try Self.column(moving[index], space, positions, residuals) }
      results.withLock { $0[index] = column }
    }
    if isConcurrent {
      Concurrency.perform(moving.count, work)
    } else {
      for index in moving.indices { work(index) }
    }
    var columns = [[Double]](
      repeating: [Double](repeating: 0, count: residuals.count), count: positions.count)
    for (parameter, result) in zip(moving, results.withLock { $0 }) {
      columns[parameter] = try result?.get() ?? columns[parameter]
    }
    self.columns = columns
  }

  /// Forward; backward at the upper bound and where a forward step is refused. A residual that neither has is not moved.
  private static func column(
    _ parameter: Int, _ space: FittingSpace, _ positions: [Double], _ residuals: [Double]
  ) throws -> [Double] {
    let range = space.parameters[parameter].positionBounds
    let size = step * (space.parameters[parameter].scale == .linear ? range.upperBound - range.lowerBound : 1)
    var column = [Double?](repeating: nil, count: residuals.count)
    for move in [size, -size] where column.contains(where: { $0 == nil }) {
      guard range.contains(positions[parameter] + move) else { continue }
      var moved = positions
      moved[parameter] += move
      let there = try space.residuals(at: moved, knowing: residuals, at: positions)
      for index in column.indices where column[index] == nil && there[index].isFinite {
        column[index] = (there[index] - residuals[index]) / move
      }
    }
    return column.map { $0 ?? 0 }
  }
}

/// The loss of a residual, in units of its noise: ½·r² near zero and less far out, so that no outlier dominates.
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
