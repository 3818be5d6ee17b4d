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
  /// Bytes of a sequence's cache for this layer: (entries · tokens + indexer keys · context + window entries ·
  /// min(context, window)) · bytes per element + state. Whatever says something of KV bytes says it with this.
  ///
  /// State and convolution have formats of their own, which `elementBytes` does not touch.
  /// - Parameters:
  ///   - context: Tokens of the sequence.
  ///   - entryTokens: Tokens whose entries count, where those are not all: a sparse attention reads some.
  ///   - elementBytes: Bytes of a cached element.
  ///   - stateAccesses: How often the state counts: a step reads and writes it.
  ///   - source: Of the figures of the layer.
  public func bytes(
    context: Explained<Scalar>, entryTokens: Explained<Scalar>? = nil, elementBytes: Explained<Scalar>,
    stateAccesses: Int = 1, source: @autoclosure () -> DerivationSource, recording: Bool
  ) -> Explained<Information> {
    func leaf(_ name: String, _ value: Double) -> Explained<Scalar> {
      Explained(name, Quantity<Scalar>(value), source: source(), recording: recording)
    }
    var elements: [Explained<Scalar>] = []
    if elementsPerToken > 0 {
      elements.append(leaf("cache elements per token", elementsPerToken) * (entryTokens ?? context))
    }
    if indexerElementsPerToken > 0 {
      elements.append(leaf("indexer elements per token", indexerElementsPerToken) * context)
    }
    if windowTokens > 0 {
      let tokens = Explained.minimum([context, leaf("window", Double(windowTokens))])
      elements.append(leaf("window elements per token", Double(windowElementsPerToken)) * tokens)
    }
    var parts: [Explained<Information>] = []
    if !elements.isEmpty { parts.append(Explained<Information>.oneByte * (Explained.sum(elements) * elementBytes)) }
    if constantBytes.value > 0 {
      let state = Explained("state of a sequence", constantBytes, source: source(), recording: recording)
      parts.append(stateAccesses == 1 ? state : state * Explained<Scalar>(integerLiteral: stateAccesses))
    }
    return parts.isEmpty ? Explained(Bytes.zero) : Explained.sum(parts)
  }

  /// The same as a plain number.
  /// - Parameters:
  ///   - context: Tokens of the sequence.
  ///   - format: How a cached element is stored.
  public func bytes(context: Double, format: NumberFormat) -> Bytes {
    bytes(
      context: Explained(Quantity<Scalar>(context)), elementBytes: Explained(Quantity<Scalar>(format.bytesPerElement)),
      source: DerivationSource(file: "", key: ""), recording: false
    ).quantity
  }

  /// Recurrent and convolution state, whatever the context.
  public var constantBytes: Bytes {
    Bytes(
      Double(stateElements) * stateFormat.bytesPerElement
        + Double(convolutionElements) * convolutionFormat.bytesPerElement)
  }

  /// What grows with every token: entries and indexer keys, without windows and states.
  public var growing: CacheShape {
    CacheShape(elementsPerToken: elementsPerToken, indexerElementsPerToken: indexerElementsPerToken)
  }

  /// Indexer keys alone.
  public var indexer: CacheShape { CacheShape(indexerElementsPerToken: indexerElementsPerToken) }

  /// The window alone.
  public var window: CacheShape {
    CacheShape(windowTokens: windowTokens, windowElementsPerToken: windowElementsPerToken)
  }

  /// State and convolution alone, as if their elements were stored in `format`.
  public func state(storedIn format: NumberFormat) -> CacheShape {
    CacheShape(
      stateElements: stateElements, convolutionElements: convolutionElements, stateFormat: format,
      convolutionFormat: format)
  }
}

extension ModelArchitecture {
  /// Bytes that every further token adds over all layers, indexer keys included, windows apart.
  /// - Parameter format: How a cached element is stored.
  public func cacheBytesPerToken(format: NumberFormat) -> Bytes {
    layers.reduce(.zero) { $0 + $1.kind.mixer.cache.growing.bytes(context: 1, format: format) }
  }

  /// Bytes that one sequence holds over all layers of the main model.
  /// - Parameters:
  ///   - context: Tokens of the sequence.
  ///   - format: How a cached element is stored.
  public func cacheBytesPerSequence(context: Int, format: NumberFormat) -> Bytes {
    layers.reduce(.zero) { $0 + $1.kind.mixer.cache.bytes(context: Double(context), format: format) }
  }
}
