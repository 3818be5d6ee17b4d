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

extension CacheShape {
  /// Bytes that every further token adds for this layer, indexer keys included, windows apart.
  /// - Parameter format: How a cached element is stored.
  public func bytesPerToken(format: NumberFormat) -> Bytes {
    Bytes((elementsPerToken + indexerElementsPerToken) * format.bytesPerElement)
  }

  /// Bytes that one sequence holds for this layer: context × (entries + indexer keys) + min(context, window) × window
  /// entries + state + convolution.
  ///
  /// State and convolution have formats of their own; `format` does not touch them.
  /// - Parameters:
  ///   - context: Tokens of the sequence.
  ///   - format: How a cached element is stored.
  public func cacheBytesPerSequence(context: Int, format: NumberFormat) -> Bytes {
    let growing = bytesPerToken(format: format) * Double(context)
    let windowed = Double(min(context, windowTokens) * windowElementsPerToken) * format.bytesPerElement
    return growing + Bytes(windowed) + constantBytes
  }

  /// Recurrent and convolution state, whatever the context.
  public var constantBytes: Bytes {
    Bytes(
      Double(stateElements) * stateFormat.bytesPerElement
        + Double(convolutionElements) * convolutionFormat.bytesPerElement)
  }
}

extension ModelArchitecture {
  /// Bytes that every further token adds over all layers, indexer keys included, windows apart.
  /// - Parameter format: How a cached element is stored.
  public func cacheBytesPerToken(format: NumberFormat) -> Bytes {
    layers.reduce(.zero) { $0 + $1.kind.mixer.cache.bytesPerToken(format: format) }
  }

  /// Bytes that one sequence holds over all layers of the main model.
  /// - Parameters:
  ///   - context: Tokens of the sequence.
  ///   - format: How a cached element is stored.
  public func cacheBytesPerSequence(context: Int, format: NumberFormat) -> Bytes {
    layers.reduce(.zero) { $0 + $1.kind.mixer.cache.cacheBytesPerSequence(context: context, format: format) }
  }
}
