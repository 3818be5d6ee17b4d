/// Where a source says something.
public struct Origin: Sendable, Hashable, CustomStringConvertible {
  /// As the user named it; a flag where there is no file.
  public let file: String
  /// From 1; `nil` for the file as a whole.
  public let line: Int?

  /// - Parameters:
  ///   - file: As the user named it.
  ///   - line: From 1.
  public init(file: String, line: Int? = nil) {
    self.file = file
    self.line = line
  }

  /// "slurm.conf line 12".
  public var description: String { line.map { "\(file) line \($0)" } ?? file }
}
