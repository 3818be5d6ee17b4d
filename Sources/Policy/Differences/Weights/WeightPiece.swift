import Models

/// Weights that are stored and divided as one: what neighbouring layers have of one division and format, one of their
/// experts, or a table. Two plans have the same piece where all of it is the same.
struct WeightPiece: Hashable, Sendable {
  enum Part: Hashable, Sendable {
    case embedding
    case output
    /// All but the routed experts of the layers.
    case layers(Range<Int>)
    /// One routed expert of each of the layers.
    case expert(Int, Range<Int>)
  }

  /// The name of the model, and what tells apart models of one name.
  let model: String
  let part: Part
  let sharding: Sharding
  let format: WeightFormat
  let elements: Int

  /// Whole.
  var bytes: Double { Double(elements) * format.bytesPerElement }

  /// - Parameter count: Layers that have the tensors.
  static func all(_ tensors: [Tensor], count: Int = 1, model: String, part: Part) -> [WeightPiece] {
    var order: [Kind] = []
    var elements: [Kind: Int] = [:]
    for tensor in tensors {
      let kind = Kind(sharding: tensor.sharding, format: tensor.weightFormat)
      if elements[kind] == nil { order.append(kind) }
      elements[kind, default: 0] += tensor.elements * count
    }
    return order.map { kind in
      WeightPiece(
        model: model, part: part, sharding: kind.sharding, format: kind.format, elements: elements[kind] ?? 0)
    }
  }

  private struct Kind: Hashable {
    let sharding: Sharding
    let format: WeightFormat
  }
}
