import Quantities

/// Layers that have fewer copies of experts than the others of their stage, because copies gain them little.
public struct LayersWithFewerCopies: Sendable, Hashable {
  /// How many there are.
  public let count: Int
  /// Layers with experts that the stage has in all.
  public let all: Int
  /// Their copies beyond one of each expert.
  public let redundantExperts: Int

  public init(count: Int, of all: Int, redundantExperts: Int) {
    self.count = count
    self.all = all
    self.redundantExperts = redundantExperts
  }

  func share(recorder: Recorder) -> Explained<Scalar> {
    recorder.layout("layers with fewer copies", count)
      / recorder.layout("layers with experts", max(1, all))
  }
}

extension LayersWithFewerCopies: Comparable {
  /// By all numbers in turn.
  public static func < (left: Self, right: Self) -> Bool {
    (left.redundantExperts, left.all, left.count) < (right.redundantExperts, right.all, right.count)
  }
}

extension Recorder {
  /// A figure of the layout, as a leaf.
  func layout(_ name: @autoclosure () -> String, _ value: Int) -> Explained<Scalar> {
    let name = isRecording ? name() : ""
    return self(name, Quantity<Scalar>(Double(value)), source: DerivationSource(file: "layout", key: name))
  }
}

/// One stage of a pipeline: consecutive layers and the GPUs' division of work.
public struct StageAssignment: Sendable, Hashable {
  /// The layers that the stage holds.
  public let layers: Range<Int>
  /// How its GPUs divide the work.
  public let layout: StageLayout

  /// - Parameters:
  ///   - layers: The layers that the stage holds.
  ///   - layout: How its GPUs divide the work.
  public init(layers: Range<Int>, layout: StageLayout) {
    self.layers = layers
    self.layout = layout
  }
}

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
