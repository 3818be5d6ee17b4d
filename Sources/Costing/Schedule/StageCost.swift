import Quantities

/// Time and memory of one stage of a replica.
public struct StageCost: Sendable {
  /// What the stage holds and on what.
  public let assignment: StageAssignment
  /// T_s: one micro-batch through the stage.
  public let time: Explained<Time>
  /// Of the GPU that holds most.
  public let memory: MemoryUse
  /// In the order of execution.
  public let operators: [OperatorTotal]
}
