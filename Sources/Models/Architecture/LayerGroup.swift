/// Layers of a model that are alike: "layers 0-2 dense, 3-60 mixture of experts".
public struct LayerGroup: Sendable, Hashable {
  /// What they are made of.
  public let kind: LayerKind
  /// Ascending, from 0.
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
