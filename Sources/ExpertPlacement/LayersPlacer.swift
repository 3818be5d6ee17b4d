import Experts
import Optimization

/// Places the experts of many layers, each on its own, on as many threads as there are cores. Layers that are the same
/// problem are answered once.
public struct LayersPlacer: Sendable {
  private let effort: PlacementEffort
  private let optimizer: (any Optimizer)?
  private let progress: @Sendable (Double) -> Void
  private let isStopped: @Sendable () -> Bool

  /// - Parameters:
  ///   - effort: The effort for each layer.
  ///   - optimizer: The optimizer of `ExpertPlacer`.
  ///   - progress: Called with the finished share of the layers, from any thread.
  ///   - isStopped: The stop condition of `ExpertPlacer`.
  public init(
    effort: PlacementEffort = PlacementEffort(), optimizer: (any Optimizer)? = nil,
    progress: @escaping @Sendable (Double) -> Void = { _ in },
    isStopped: @escaping @Sendable () -> Bool = { false }
  ) {
    self.isStopped = isStopped
    self.effort = effort
    self.optimizer = optimizer
    self.progress = progress
  }

  /// - Parameter layers: A problem for each layer.
  /// - Returns: The answers in the order of the layers, independent of the number of threads.
  public func place(_ layers: [ExpertProblem]) -> [PlacementAnswer] {
    var numbers: [ExpertProblem: Int] = [:]
    var problems: [ExpertProblem] = []
    let numberOfLayer = layers.map { layer in
      if let number = numbers[layer] { return number }
      numbers[layer] = problems.count
      problems.append(layer)
      return problems.count - 1
    }
    let answers = Concurrency.map(problems.count, progress: progress) { [problems] index in
      ExpertPlacer(problems[index], effort: effort, optimizer: optimizer, isStopped: isStopped).place()
    }
    return numberOfLayer.map { answers[$0] }
  }
}
