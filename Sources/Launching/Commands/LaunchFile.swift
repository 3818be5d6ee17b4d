/// A file that starts something, or that what is started reads.
public struct LaunchFile: Sendable, Hashable {
  /// Below the folder that is written, with "/" between folders: "replica-0/00-node017.sh".
  public let path: String
  /// What stands in it, with a newline at the end.
  public let text: String
  /// Whether it is a script.
  public let isExecutable: Bool

  /// - Parameters: As the properties of the same names.
  public init(path: String, text: String, isExecutable: Bool = false) {
    self.path = path
    self.text = text
    self.isExecutable = isExecutable
  }
}
