import Models

/// Layers of a model that every GPU of both plans holds alike, as runs: what is told of one holds for the others.
struct LayerBlocks: Sendable {
  private let starts: [Int]
  private let count: Int

  /// - Parameter groups: All of one model, of both plans.
  init(_ groups: [HoldingGroup]) {
    let count = groups.map(\.model.layers.count).max() ?? 0
    var starts: Set<Int> = [0]
    for group in groups {
      starts.formUnion([group.layers.lowerBound, group.layers.upperBound])
      for layer in group.layers.dropFirst() where Self.differs(layer, group) { starts.insert(layer) }
    }
    self.count = count
    self.starts = starts.filter { $0 < count }.sorted()
  }

  /// The blocks of some layers; none is cut by them.
  func blocks(in layers: Range<Int>) -> [Range<Int>] {
    starts.enumerated().filter { layers.contains($0.element) }.map { index, start in
      start..<(index + 1 < starts.count ? starts[index + 1] : count)
    }
  }

  private static func differs(_ layer: Int, _ group: HoldingGroup) -> Bool {
    group.model.layers[layer].kind != group.model.layers[layer - 1].kind
      || group.experts[layer] != group.experts[layer - 1]
  }
}
