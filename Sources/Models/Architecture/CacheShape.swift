import Quantities

/// What one sequence keeps in memory for one layer, in elements.
public struct CacheShape: Sendable, Hashable {
  /// Elements that every token of the context adds (K and V together; MLA's latent once; compressed entries per
  /// original token, so possibly a fraction).
  public var elementsPerToken: Double
  /// Tokens of a window (sliding or chunked), 0 without one.
  public var windowTokens: Int
  /// Elements for each token in the window.
  public var windowElementsPerToken: Int
  /// Keys of a sparse-attention indexer that every token adds.
  public var indexerElementsPerToken: Double
  /// Recurrent state of linear and state-space mixers, whatever the context.
  public var stateElements: Int
  /// Convolution state of the same.
  public var convolutionElements: Int
  /// How the state is stored; 32-bit unless the configuration says otherwise.
  public var stateFormat: NumberFormat
  /// How the convolution state is stored: as activations are.
  public var convolutionFormat: NumberFormat
  /// Over how many tensor-parallel ranks the cache can be divided: key/value heads; 1 for MLA.
  public var shards: Int

  /// - Parameters:
  ///   - elementsPerToken: Elements that every token of the context adds.
  ///   - windowTokens: Tokens of a window, 0 without one.
  ///   - windowElementsPerToken: Elements for each token in the window.
  ///   - indexerElementsPerToken: Keys of an indexer that every token adds.
  ///   - stateElements: Recurrent state, whatever the context.
  ///   - convolutionElements: Convolution state.
  ///   - stateFormat: How the state is stored.
  ///   - shards: Over how many tensor-parallel ranks the cache can be divided.
  ///   - convolutionFormat: How the convolution state is stored.
  public init(
    elementsPerToken: Double = 0, windowTokens: Int = 0, windowElementsPerToken: Int = 0,
    indexerElementsPerToken: Double = 0, stateElements: Int = 0, convolutionElements: Int = 0,
    stateFormat: NumberFormat = .float32, shards: Int = 1, convolutionFormat: NumberFormat = .bfloat16
  ) {
    self.elementsPerToken = elementsPerToken
    self.windowTokens = windowTokens
    self.windowElementsPerToken = windowElementsPerToken
    self.indexerElementsPerToken = indexerElementsPerToken
    self.stateElements = stateElements
    self.convolutionElements = convolutionElements
    self.stateFormat = stateFormat
    self.shards = shards
    self.convolutionFormat = convolutionFormat
  }

  /// A mixer that keeps nothing.
  public static let empty = CacheShape()
}
