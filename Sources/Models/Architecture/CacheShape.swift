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
  /// What runtimes store of an entry beside its elements in the cache's format, where that has 8 bits or fewer; `nil` for nothing.
  public var entryStorage: EntryStorage?
  /// Bytes of an indexer's keys for each token, with their scales, where runtimes store them in 8 bits whatever the cache's
  /// format; `nil` where they follow it.
  public var indexerBytesPerToken: Double?

  public init(
    elementsPerToken: Double = 0, windowTokens: Int = 0, windowElementsPerToken: Int = 0,
    indexerElementsPerToken: Double = 0, stateElements: Int = 0, convolutionElements: Int = 0,
    stateFormat: NumberFormat = .float32, shards: Int = 1, convolutionFormat: NumberFormat = .bfloat16,
    entryStorage: EntryStorage? = nil, indexerBytesPerToken: Double? = nil
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
    self.entryStorage = entryStorage
    self.indexerBytesPerToken = indexerBytesPerToken
  }

  /// The shape of a mixer without a cache.
  public static let empty = CacheShape()
}

extension CacheShape {
  /// Bytes of a sequence's cache for this layer as runtimes store it: (entries · tokens + indexer keys · context + window
  /// entries · min(context, window)) · bytes per element + state, with the scales and wider parts of narrow entries. Every
  /// figure of KV bytes is computed by this formula.
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
    var bytes: [Explained<Scalar>] = []
    let besides = entryStorage?.bytesPerElement(besides: elementBytes.value) ?? 0
    func add(_ name: String, _ count: Double, _ tokens: Explained<Scalar>) {
      elements.append(leaf("\(name) elements per token", count) * tokens)
      if besides > 0 {
        bytes.append(leaf("\(name) scales and 16-bit parts, bytes per token", count * besides) * tokens)
      }
    }
    if elementsPerToken > 0 { add("cache", elementsPerToken, entryTokens ?? context) }
    if let indexerBytesPerToken {
      bytes.append(leaf("indexer bytes per token", indexerBytesPerToken) * context)
    } else if indexerElementsPerToken > 0 {
      elements.append(leaf("indexer elements per token", indexerElementsPerToken) * context)
    }
    if windowTokens > 0 {
      add("window", Double(windowElementsPerToken), Explained.minimum([context, leaf("window", Double(windowTokens))]))
    }
    var parts: [Explained<Information>] = []
    if !elements.isEmpty { parts.append(Explained<Information>.oneByte * (Explained.sum(elements) * elementBytes)) }
    if !bytes.isEmpty { parts.append(Explained<Information>.oneByte * Explained.sum(bytes)) }
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
    CacheShape(
      elementsPerToken: elementsPerToken, indexerElementsPerToken: indexerElementsPerToken, entryStorage: entryStorage,
      indexerBytesPerToken: indexerBytesPerToken)
  }

  /// Indexer keys alone.
  public var indexer: CacheShape {
    CacheShape(indexerElementsPerToken: indexerElementsPerToken, indexerBytesPerToken: indexerBytesPerToken)
  }

  /// The window alone.
  public var window: CacheShape {
    CacheShape(windowTokens: windowTokens, windowElementsPerToken: windowElementsPerToken, entryStorage: entryStorage)
  }

  /// The same with every element counted alike, which makes models comparable; no runtime need store it so.
  public var inOneFormat: CacheShape {
    var shape = self
    (shape.entryStorage, shape.indexerBytesPerToken) = (nil, nil)
    return shape
  }

  /// State and convolution alone, as if their elements were stored in `format`.
  public func state(storedIn format: NumberFormat) -> CacheShape {
    CacheShape(
      stateElements: stateElements, convolutionElements: convolutionElements, stateFormat: format,
      convolutionFormat: format)
  }
}

extension ModelArchitecture {
  /// Bytes that each token of the context adds over all layers, including indexer keys, excluding windows, with every element
  /// counted in one format.
  /// - Parameter format: The format of a cached element.
  public func cacheBytesPerToken(format: NumberFormat) -> Bytes {
    layers.reduce(.zero) { $0 + $1.kind.mixer.cache.growing.inOneFormat.bytes(context: 1, format: format) }
  }

  /// The same as runtimes store it, with scales and with parts in other formats.
  public func servedCacheBytesPerToken(format: NumberFormat) -> Bytes {
    layers.reduce(.zero) { $0 + $1.kind.mixer.cache.growing.bytes(context: 1, format: format) }
  }

  /// Bytes of one sequence over all layers of the main model, as runtimes store it.
  /// - Parameters:
  ///   - context: The tokens of the sequence.
  ///   - format: The format of a cached element.
  public func cacheBytesPerSequence(context: Int, format: NumberFormat) -> Bytes {
    layers.reduce(.zero) { $0 + $1.kind.mixer.cache.bytes(context: Double(context), format: format) }
  }
}

/// What runtimes store of a cache entry in 8 bits or fewer beside its elements: the part with rotary positions stays in 16 bits,
/// and groups of the others have scales.
public struct EntryStorage: Sendable, Hashable {
  /// The elements of an entry.
  public let elements: Int
  /// Those of them that stay in 16 bits.
  public let wideElements: Int
  /// Bytes of the scales of an entry.
  public let scaleBytes: Int

  /// An entry of sparse MLA: 512 + 2 · 64 + 4 · 4 = 656 bytes in FP8 for DeepSeek-V3.2, with a 32-bit scale for each 128.
  ///
  /// Source: the cache format fp8_ds_mla of vLLM, which SGLang shares.
  static func sparseLatent(latent: Int, rotary: Int) -> EntryStorage {
    EntryStorage(elements: latent + rotary, wideElements: rotary, scaleBytes: (latent + 127) / 128 * 4)
  }

  /// An entry of DeepSeek-V4: 448 + 2 · 64 + 8 = 584 bytes in FP8, with an 8-bit scale for each 64, filled up to 8 bytes.
  ///
  /// Source: vLLM's recipe for DeepSeek-V4 (vllm-project/recipes pull request 762).
  static func compressed(head: Int, rotary: Int) -> EntryStorage {
    EntryStorage(elements: head, wideElements: rotary, scaleBytes: ((head - rotary + 63) / 64 + 7) / 8 * 8)
  }

  /// Bytes beside the elements themselves, as a share for each of them.
  func bytesPerElement(besides elementBytes: Double) -> Double {
    guard elementBytes < 2 else { return 0 }
    return (Double(wideElements) * (2 - elementBytes) + Double(scaleBytes)) / Double(elements)
  }
}
