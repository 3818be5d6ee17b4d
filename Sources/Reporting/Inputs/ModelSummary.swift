import Models
import Quantities

/// What `layline model show` says of a model.
public struct ModelSummary: Sendable {
  /// The model itself.
  public let model: ModelArchitecture
  /// In the order in which they first appear.
  public let layers: [LayerReading]
  /// Parts that have tensors, drafting layers last.
  public let parts: [PartReading]
  /// The cache of a sequence.
  public let cache: CacheReading

  /// - Parameters:
  ///   - model: The model to sum up.
  ///   - context: Tokens of the sequence whose cache is counted.
  ///   - cacheFormat: How elements of the cache are counted; 2 bytes each by default.
  public init(_ model: ModelArchitecture, context: Int, cacheFormat: NumberFormat = .bfloat16) {
    self.model = model
    layers = LayerReading.all(of: model)
    parts = PartReading.all(of: model)
    cache = CacheReading(model, context: context, format: cacheFormat)
  }

  /// Parameters of the drafting layers that the main model does not have already.
  public var multiTokenPredictionParameters: Int { model.multiTokenPrediction?.ownElements ?? 0 }
}

/// What sequences keep in memory for a model, counted with one format for every element.
///
/// Runtimes keep the state of linear and state-space layers wider than this, and store scales and other formats in entries of
/// sparse attention (see `servedBytesPerSequence`); one format for all makes models comparable.
public struct CacheReading: Sendable, Hashable {
  /// Tokens of the sequence.
  public let context: Int
  /// How every element is counted.
  public let format: NumberFormat
  /// What every further token adds, indexer keys included, windows apart.
  public let bytesPerToken: Bytes
  /// Of these, the keys of sparse-attention indexers.
  public let indexerBytesPerToken: Bytes
  /// Entries of windows, no longer than the context.
  public let windowBytes: Bytes
  /// Recurrent and convolution state, whatever the context.
  public let stateBytes: Bytes
  /// One sequence as a runtime keeps it: state in its own format, entries with their scales.
  public let servedBytesPerSequence: Bytes

  /// - Parameters:
  ///   - model: Whose cache it is.
  ///   - context: Tokens of the sequence.
  ///   - format: How every element is counted.
  public init(_ model: ModelArchitecture, context: Int, format: NumberFormat) {
    let caches = model.layers.map(\.kind.mixer.cache)
    func bytes(_ part: (CacheShape) -> CacheShape, context: Int = 1) -> Bytes {
      caches.reduce(.zero) { $0 + part($1.inOneFormat).bytes(context: Double(context), format: format) }
    }
    self.context = context
    self.format = format
    bytesPerToken = model.cacheBytesPerToken(format: format)
    indexerBytesPerToken = bytes(\.indexer)
    windowBytes = bytes(\.window, context: context)
    stateBytes = bytes { $0.state(storedIn: format) }
    servedBytesPerSequence = model.cacheBytesPerSequence(context: context, format: format)
  }

  /// context × token entries + windows + state.
  public var bytesPerSequence: Bytes { bytesPerToken * Double(context) + windowBytes + stateBytes }
}
