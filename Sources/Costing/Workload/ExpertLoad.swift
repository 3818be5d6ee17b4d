/// Tokens that went to each expert of each layer, as a serving runtime counted them.
public struct ExpertLoad: Sendable, Hashable {
  /// The file that was read, for sources and messages.
  public let file: String
  /// Tokens, [layer][expert]; the row of a layer without experts is empty.
  public let tokens: [[Double]]

  /// - Parameters:
  ///   - file: That the counts are from.
  ///   - tokens: [layer][expert]; equally many in each layer that has experts.
  public init(file: String, tokens: [[Double]]) {
    self.file = file
    self.tokens = tokens
  }
}
