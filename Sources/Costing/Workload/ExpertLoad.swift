/// Tokens that went to each expert of each layer, as a serving runtime counted them.
public struct ExpertLoad: Sendable, Hashable {
  /// The file that was read, for sources and messages.
  public let file: String
  /// Tokens, [layer][expert]; the row of a layer without experts is empty.
  public let tokens: [[Double]]
}
