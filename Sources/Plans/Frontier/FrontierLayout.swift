/// How a replica of some points divides the work.
public struct FrontierLayout: Codable, Sendable, Equatable {
  /// The pool that it lies in.
  public var pool: String
  /// In the order that tokens pass them.
  public var stages: [PlanStage]
  /// Network level of the return from the last stage to the first; absent for one stage.
  public var tokenReturn: String?
  /// GPUs of one replica.
  public var gpusPerReplica: Int
  /// Identical replicas that the pool has room for.
  public var replicas: Int

  /// - Parameters: As the properties of the same names.
  public init(pool: String, stages: [PlanStage], tokenReturn: String?, gpusPerReplica: Int, replicas: Int) {
    self.pool = pool
    self.stages = stages
    self.tokenReturn = tokenReturn
    self.gpusPerReplica = gpusPerReplica
    self.replicas = replicas
  }
}
