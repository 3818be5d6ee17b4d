import Quantities

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
