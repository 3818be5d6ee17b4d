/// The layers that draft further tokens (MTP), stored beside the main model.
public struct MultiTokenPrediction: Sendable, Hashable {
  public let layers: [Layer]
  /// Projections, norms, and copies of embedding and head where the checkpoint holds them.
  public let otherTensors: [Tensor]

  /// - Parameters:
  ///   - layers: The drafting layers.
  ///   - otherTensors: Projections, norms, and copies of embedding and head.
  public init(layers: [Layer], otherTensors: [Tensor]) {
    self.layers = layers
    self.otherTensors = otherTensors
  }

  /// Parameters stored.
  public var totalElements: Int {
    layers.reduce(otherTensors.reduce(0) { $0 + $1.elements }) { $0 + $1.kind.totalElements }
  }
}
