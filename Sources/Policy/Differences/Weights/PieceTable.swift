import Models

/// The pieces of both plans by number, and which of them a rank holds.
struct PieceTable {
  private(set) var pieces: [WeightPiece] = []
  private var numbers: [WeightPiece: Int] = [:]
  private let blocks: [String: LayerBlocks]

  /// - Parameter groups: Of both plans.
  init(_ groups: [HoldingGroup]) {
    blocks = Dictionary(grouping: groups) { Self.name($0.model) }.mapValues(LayerBlocks.init)
  }

  /// Models of one name are told apart by their size; in which formats they are stored is told of each piece.
  static func name(_ model: ModelArchitecture) -> String {
    "\(model.name) \(model.layers.count) \(model.totalParameters)"
  }

  /// What each rank of a group holds, in the order of its ranks.
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

  /// For the first layer of each block the numbers of each expert's pieces.
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
