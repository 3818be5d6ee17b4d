import Costing

/// A way for one worker to use GPUs.
public struct WorkerLayout: Sendable, Hashable {
  /// Its degrees; one worker.
  public let group: WorkerGroup
  /// How the GPUs of a stage lie.
  public let stage: StageLayout
  /// How all of its GPUs lie: stages of less than a domain share one.
  public let footprint: WorkerFootprint

  /// - Parameters: As the properties of the same names.
  public init(group: WorkerGroup, stage: StageLayout, footprint: WorkerFootprint) {
    self.group = group
    self.stage = stage
    self.footprint = footprint
  }

  /// "TP1 DP8 EP8", "TP8", "TP4 PP2"; degrees of 1 but TP are left out.
  public var name: String { Self.name(group) }

  /// The same for degrees alone.
  public static func name(_ group: WorkerGroup) -> String {
    let degrees = [
      ("DP", group.dataParallel), ("EP", group.expertParallel), ("PP", group.pipelineParallel),
    ].filter { $0.1 > 1 }
    return (["TP\(group.tensorParallel)"] + degrees.map { "\($0.0)\($0.1)" }).joined(separator: " ")
  }

  /// Fewer stages, smaller TP and larger EP first: what is taken of equals.
  public static func isSimpler(_ left: Self, _ right: Self) -> Bool {
    let first = (left.group.pipelineParallel, left.group.tensorParallel, -left.group.expertParallel)
    return first < (right.group.pipelineParallel, right.group.tensorParallel, -right.group.expertParallel)
  }
}
