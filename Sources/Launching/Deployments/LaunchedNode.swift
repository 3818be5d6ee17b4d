/// A machine of a deployment and the GPUs of it that a process group takes, in the order of their ranks.
public struct LaunchedNode: Sendable, Equatable {
  /// Its name where the cluster's file gives one, else "rack0-node3".
  public let host: String
  /// Whether the cluster's file gives the name.
  public let isNamed: Bool
  /// Indices in the machine.
  public let gpus: [Int]

  /// - Parameters: As the properties of the same names.
  public init(host: String, isNamed: Bool, gpus: [Int]) {
    self.host = host
    self.isNamed = isNamed
    self.gpus = gpus
  }
}
