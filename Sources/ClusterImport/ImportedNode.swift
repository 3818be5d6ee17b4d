/// A machine as a source describes it.
public struct ImportedNode: Sendable, Equatable {
  /// Its name.
  public var name: String

  /// - Parameter name: Its name.
  public init(name: String) { self.name = name }
}
