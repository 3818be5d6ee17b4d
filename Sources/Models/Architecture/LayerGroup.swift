/// A group of equal layers: "layers 0-2 dense, 3-60 mixture of experts".
public struct LayerGroup: Sendable, Hashable {
  /// The kind of each layer.
  public let kind: LayerKind
  /// The indices of the layers, ascending, from 0.
  public let indices: [Int]

  /// The indices as runs of neighbours, ascending.
  public var runs: [ClosedRange<Int>] {
    indices.reduce(into: []) { runs, index in
      if let last = runs.last, last.upperBound + 1 == index {
        runs[runs.count - 1] = last.lowerBound...index
      } else {
        runs.append(index...index)
      }
    }
  }
}

extension LayerGroup {
  /// The kinds of layers, in the order in which they first appear.
  static func groups(of layers: [Layer]) -> [LayerGroup] {
    var order: [LayerKind: Int] = [:]
    var groups: [(kind: LayerKind, indices: [Int])] = []
    for layer in layers {
      if let position = order[layer.kind] {
        groups[position].indices.append(layer.index)
      } else {
        order[layer.kind] = groups.count
        groups.append((layer.kind, [layer.index]))
      }
    }
    return groups.map { LayerGroup(kind: $0.kind, indices: $0.indices) }
  }
}

/// The part of a layer that works on each token alone.
public enum FeedForward: Sendable, Hashable {
  case none
  case dense([Tensor])
  case mixture(MixtureOfExperts)

  /// The mixture of experts, where the layer has one.
  public var mixture: MixtureOfExperts? {
    if case .mixture(let mixture) = self { mixture } else { nil }
  }
}

/// One layer of a model. Layers of a model may differ.
public struct Layer: Sendable, Hashable {
  /// The index, from 0.
  public let index: Int
  public let kind: LayerKind

  public init(index: Int, kind: LayerKind) {
    self.index = index
    self.kind = kind
  }
}

/// The layers that draft further tokens (MTP), stored beside the main model.
public struct MultiTokenPrediction: Sendable, Hashable {
  /// The drafting layers; their indices continue those of the main model.
  public let layers: [Layer]
  /// Projections, norms, and copies of embedding and head where the checkpoint holds them.
  public let otherTensors: [Tensor]
  /// The subset of `otherTensors` that repeats tables of the main model; a runtime can use the originals instead.
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
