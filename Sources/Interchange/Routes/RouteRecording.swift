import ExpertMaps

/// Which experts each token went to, as a file has it.
public struct RouteRecording: Sendable, Equatable {
  /// E.
  public let expertCount: Int
  /// By layer; at least one.
  public let layers: [Int: TokenRoutes]
  /// What the file does not say and was assumed, in whole sentences.
  public let notes: [String]

  /// - Parameters: As the properties of the same names.
  public init(expertCount: Int, layers: [Int: TokenRoutes], notes: [String] = []) {
    self.expertCount = expertCount
    self.layers = layers
    self.notes = notes
  }
}
