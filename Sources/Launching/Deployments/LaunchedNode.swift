/// A machine and the GPUs of it that one worker takes, in the order of their ranks.
public struct LaunchedNode: Sendable, Hashable {
  /// Its name where the cluster's file gives one, else its place: "gb200-rack0-node3".
  public let host: String
  /// Whether the cluster's file gives the name.
  public let isNamed: Bool
  /// Indices in the machine.
  public let gpus: [Int]
  /// GPUs that the machine has, used or not.
  public let gpuCount: Int

  /// - Parameters: As the properties of the same names.
  public init(host: String, isNamed: Bool, gpus: [Int], gpuCount: Int) {
    self.host = host
    self.isNamed = isNamed
    self.gpus = gpus
    self.gpuCount = gpuCount
  }

  /// Whether an engine has to be told which GPUs to take.
  public var isShared: Bool { gpus != Array(0..<gpuCount) }
}
