import Inputs

/// A place in a file that a person can edit.
public struct SourcePlace: Codable, Sendable, Hashable {
  /// The path of the file, from where the command was started.
  public var file: String
  /// From 1; absent where the format does not tell, or the file as a whole is meant.
  public var line: Int?
  /// The path of keys in the file: "deployments[0].context"; empty for the file as a whole.
  public var key: String

  /// - Parameters: As the properties of the same names.
  public init(file: String, line: Int? = nil, key: String = "") {
    self.file = file
    self.line = line
    self.key = key
  }

  /// Where a value stands.
  public init(_ node: InputNode) { self.init(file: node.file, line: node.line, key: node.key) }
}
