/// Where a command is started: what its words stand for there.
public struct CommandContext: Sendable, Hashable {
  /// Something known when files are written, or only where they run.
  public enum Value: Sendable, Hashable {
    /// As it stands, unquoted.
    case text(String)
    /// What a variable of the environment or of the shell holds: "LWS_LEADER_ADDRESS".
    case variable(String)
  }

  /// The address of the first machine, without a port.
  public let leader: Value
  /// Which machine of the worker this is, from 0.
  public let nodeRank: Value
  /// The folder that holds the command's files, without "/" at the end; "" for names as they are.
  public let folder: Value

  /// - Parameters: As the properties of the same names.
  public init(leader: Value, nodeRank: Value, folder: Value = .text("")) {
    self.leader = leader
    self.nodeRank = nodeRank
    self.folder = folder
  }
}
