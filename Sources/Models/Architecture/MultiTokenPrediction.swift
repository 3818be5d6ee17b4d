/// The layers that draft further tokens (MTP), stored beside the main model.
public struct MultiTokenPrediction: Sendable, Hashable {
  /// The drafting layers; their indices continue those of the main model.
  public let layers: [Layer]
  /// Projections, norms, and copies of embedding and head where the checkpoint holds them.
  public let otherTensors: [Tensor]
  /// Those of `otherTensors` that repeat tables of the main model; a runtime can use the originals instead.
  public let copiedTensors: [Tensor]

  /// - Parameters:
  ///   - layers: The drafting layers.
  ///   - otherTensors: Projections and norms.
  ///   - copiedTensors: Copies of embedding and head; they are added to `otherTensors`.
  public init(layers: [Layer], otherTensors: [Tensor], copiedTensors: [Tensor] = []) {
    self.layers = layers
    self.otherTensors = otherTensors + copiedTensors
    self.copiedTensors = copiedTensors
  }

  /// Parameters stored, copies included.
  public var totalElements: Int {
    layers.reduce(otherTensors.reduce(0) { $0 + $1.elements }) { $0 + $1.kind.totalElements }
  }

  /// Parameters that the main model does not have already.
  public var ownElements: Int { totalElements - copiedTensors.reduce(0) { $0 + $1.elements } }
}
