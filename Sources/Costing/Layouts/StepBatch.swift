/// What one step works on, on each data-parallel rank: sequences that get a token, and tokens of prompts.
///
/// In serving both are averages over steps, so neither is whole.
public struct StepBatch: Sendable, Hashable {
  /// Sequences in decode.
  public var sequences: Double
  /// Tokens that each of them verifies in a step: 1, or 1 + d with d drafted tokens.
  public var tokensPerSequence: Double
  /// Prompt tokens.
  public var promptTokens: Double
  /// Tokens that a prompt token attends to on average.
  public var promptSpan: Double
  /// Share of the data-parallel ranks that have prompts to work on; 1 where all have.
  public var busyRanks: Double

  /// - Parameters:
  ///   - sequences: Sequences in decode.
  ///   - tokensPerSequence: Tokens that each verifies in a step.
  ///   - promptTokens: Prompt tokens.
  ///   - promptSpan: Tokens that a prompt token attends to on average.
  ///   - busyRanks: Share of the ranks that have prompts to work on.
  public init(
    sequences: Double = 0, tokensPerSequence: Double = 1, promptTokens: Double = 0, promptSpan: Double = 0,
    busyRanks: Double = 1
  ) {
    self.sequences = sequences
    self.tokensPerSequence = tokensPerSequence
    self.promptTokens = promptTokens
    self.promptSpan = promptSpan
    self.busyRanks = busyRanks
  }
}
