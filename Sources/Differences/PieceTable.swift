import Models

/// The pieces of both plans by number, and which of them a rank holds.
struct PieceTable {
  private(set) var pieces: [WeightPiece] = []
  private var numbers: [WeightPiece: Int] = [:]
  private let blocks: [String: LayerBlocks]

  /// - Parameter groups: The groups of both plans.
  init(_ groups: [HoldingGroup]) {
    blocks = Dictionary(grouping: groups) { Self.name($0.model) }.mapValues(LayerBlocks.init)
  }

  /// Models of one name are told apart by their size; in which formats they are stored is told of each piece.
  static func name(_ model: ModelArchitecture) -> String {
    "\(model.name) \(model.layers.count) \(model.totalParameters)"
  }

  /// The shards of each rank of a group, in the order of its ranks.
  mutating func shards(of group: HoldingGroup) -> [[HeldShard]] {
    let rest = numbered(piecesBesideExperts(group))
    let experts = expertPieces(group)
    return group.ranks.map { rank in
      rest.map { held($0, group.tensorParallel, rank.tensor) }
        + experts.flatMap { layer, pieces in
          (group.experts[layer]?[rank.expert] ?? []).flatMap { expert in
            (pieces[expert] ?? []).map { held($0, group.expertTensorParallel, rank.expertTensor) }
          }
        }
    }
  }

  /// Ranks next to each other share a part where there are more ranks than parts.
  private func held(_ piece: Int, _ degree: Int, _ rank: Int) -> HeldShard {
    let shards = pieces[piece].sharding.shards(tensorParallel: degree)
    return HeldShard(piece: piece, shard: rank * shards / degree, shards: shards)
  }

  private func piecesBesideExperts(_ group: HoldingGroup) -> [WeightPiece] {
    let (model, name) = (group.model, Self.name(group.model))
    var result: [WeightPiece] = []
    for block in blocks[name]?.blocks(in: group.layers) ?? [] {
      result += WeightPiece.all(
        model.layers[block.lowerBound].kind.tensorsBesideExperts, count: block.count, model: name, part: .layers(block))
    }
    // A tied head is the embedding, which a pipeline's last stage holds too.
    if group.isFirst || (group.isLast && model.tiesEmbeddings) {
      result += WeightPiece.all(model.embedding, model: name, part: .embedding)
    }
    if group.isLast { result += WeightPiece.all(model.output, model: name, part: .output) }
    return result
  }

  /// The pieces of each expert, for the first layer of each block.
  private mutating func expertPieces(_ group: HoldingGroup) -> [(layer: Int, pieces: [Int: [Int]])] {
    let name = Self.name(group.model)
    return (blocks[name]?.blocks(in: group.layers) ?? []).compactMap { block in
      guard let mixture = group.model.layers[block.lowerBound].kind.feedForward.mixture else { return nil }
      var pieces: [Int: [Int]] = [:]
      for expert in Set((group.experts[block.lowerBound] ?? []).joined()).sorted() {
        pieces[expert] = numbered(
          WeightPiece.all(
            mixture.expertTensors, count: block.count, model: name, part: .expert(expert, block)))
      }
      return (block.lowerBound, pieces)
    }
  }

  private mutating func numbered(_ found: [WeightPiece]) -> [Int] {
    found.map { piece in
      if let number = numbers[piece] { return number }
      numbers[piece] = pieces.count
      pieces.append(piece)
      return pieces.count - 1
    }
  }
}

/// Layers of a model that every GPU of both plans holds alike, as runs: one layer of a run stands for all.
private struct LayerBlocks: Sendable {
  private let starts: [Int]
  private let count: Int

  /// - Parameter groups: All groups of one model, of both plans.
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
