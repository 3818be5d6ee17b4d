/// What was counted in one step, or in all where a recording does not tell them apart.
public struct LoadStep: Sendable, Equatable {
  /// Its number in the recording.
  public let number: Int
  /// Tokens, [layer][expert]; a token counts once for each of its experts. Zeros where a layer has no experts.
  public let tokens: [[Double]]

  /// - Parameters: As the properties of the same names.
  public init(number: Int, tokens: [[Double]]) {
    self.number = number
    self.tokens = tokens
  }
}
