import Quantities

/// The cache of one sequence in one layer, in elements.
public struct CacheShape: Sendable, Hashable {
  /// Elements that every token of the context adds (K and V together; MLA's latent once; compressed entries per
  /// original token, so possibly a fraction).
  public var elementsPerToken: Double
  /// The tokens of a sliding or chunked window; 0 without one.
  public var windowTokens: Int
  /// Elements for each token in the window.
  public var windowElementsPerToken: Int
  /// Keys of a sparse-attention indexer that every token adds.
  public var indexerElementsPerToken: Double
  /// The recurrent state of linear and state-space mixers, independent of the context.
  public var stateElements: Int
  /// The convolution state of linear and state-space mixers.
  public var convolutionElements: Int
  /// The format of the state; 32-bit unless the configuration specifies another.
  public var stateFormat: NumberFormat
  /// The format of the convolution state, which is that of activations.
  public var convolutionFormat: NumberFormat
  /// The largest number of tensor-parallel ranks that the cache can be divided over: the key/value heads; 1 for MLA.
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

  /// The shape of a mixer without a cache.
  public static let empty = CacheShape()
}

extension CacheShape {
  /// Bytes of a sequence's cache for this layer: (entries · tokens + indexer keys · context + window entries ·
  /// min(context, window)) · bytes per element + state. Every figure of KV bytes is computed by this formula.
  ///
  /// State and convolution have formats of their own, to which `elementBytes` does not apply.
  /// - Parameters:
  ///   - context: The tokens of the sequence.
  ///   - entryTokens: The tokens whose entries count; `nil` for all. Sparse attention reads some of them.
  ///   - elementBytes: The bytes of a cached element.
  ///   - stateAccesses: The number of times that the state counts: 2 for a step, which reads and writes it.
  ///   - source: The source of the layer's figures.
  public func bytes(
    context: Explained<Scalar>, entryTokens: Explained<Scalar>? = nil, elementBytes: Explained<Scalar>,
    stateAccesses: Int = 1, source: @autoclosure () -> DerivationSource, recorder: Recorder
  ) -> Explained<Information> {
    func leaf(_ name: String, _ value: Double) -> Explained<Scalar> {
      recorder(name, Quantity<Scalar>(value), source: source())
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
      let state = recorder("state of a sequence", constantBytes, source: source())
      parts.append(stateAccesses == 1 ? state : state * Explained<Scalar>(integerLiteral: stateAccesses))
    }
    return parts.isEmpty ? Explained(Bytes.zero) : Explained.sum(parts)
  }

  /// Bytes of a sequence's cache for this layer, without a record.
  /// - Parameters:
  ///   - context: The tokens of the sequence.
  ///   - format: The format of a cached element.
  public func bytes(context: Double, format: NumberFormat) -> Bytes {
    bytes(
      context: Explained(Quantity<Scalar>(context)), elementBytes: Explained(Quantity<Scalar>(format.bytesPerElement)),
      source: DerivationSource(file: "", key: ""), recorder: .off
    ).quantity
  }

  /// Bytes of the recurrent and convolution state, independent of the context.
  public var constantBytes: Bytes {
    Bytes(
      Double(stateElements) * stateFormat.bytesPerElement
        + Double(convolutionElements) * convolutionFormat.bytesPerElement)
  }

  /// The parts that grow with the context: entries and indexer keys, without windows and states.
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
  /// Bytes that each token of the context adds over all layers, including indexer keys, excluding windows.
  /// - Parameter format: The format of a cached element.
  public func cacheBytesPerToken(format: NumberFormat) -> Bytes {
    layers.reduce(.zero) { $0 + $1.kind.mixer.cache.growing.bytes(context: 1, format: format) }
  }

  /// Bytes of one sequence over all layers of the main model.
  /// - Parameters:
  ///   - context: The tokens of the sequence.
  ///   - format: The format of a cached element.
  public func cacheBytesPerSequence(context: Int, format: NumberFormat) -> Bytes {
    layers.reduce(.zero) { $0 + $1.kind.mixer.cache.bytes(context: Double(context), format: format) }
  }
}
