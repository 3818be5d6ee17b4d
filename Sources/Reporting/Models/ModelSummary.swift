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

  /// How much heavier the checkpoint is than published, as a share; `nil` where nothing was published.
  public var deviationFromPublished: Double? {
    model.publishedCheckpoint.map { model.checkpointBytes / $0.size - 1 }
  }
}
