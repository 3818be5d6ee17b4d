import ExpertMaps

/// Renames the GPUs of each layer so that over all layers together they hold equally many copies, as far as that goes:
/// where layers have different numbers of copies, what counts for HBM is the sum. GPUs must be alike.
struct LevelledGPUs {
  private var held: [Int]

  init(gpus: Int) { held = [Int](repeating: 0, count: gpus) }

  /// The layers whose GPUs differ most are dealt out first, so that the others can make up for it.
  mutating func levelled(_ maps: [ExpertMap]) -> [ExpertMap] {
    let spreads = maps.map { map in
      let counts = map.ranks.map(\.count)
      return (counts.max() ?? 0) - (counts.min() ?? 0)
    }
    var result = maps
    for layer in maps.indices.sorted(by: { (spreads[$1], $0) < (spreads[$0], $1) }) {
      result[layer] = levelled(maps[layer])
    }
    return result
  }

  /// Whoever holds most in the layer becomes the GPU that has held least so far.
  private mutating func levelled(_ map: ExpertMap) -> ExpertMap {
    let fullest = map.ranks.indices.sorted { (map.ranks[$1].count, $0) < (map.ranks[$0].count, $1) }
    let emptiest = held.indices.sorted { (held[$0], $0) < (held[$1], $1) }
    var ranks = map.ranks
    for (rank, gpu) in zip(fullest, emptiest) {
      ranks[gpu] = map.ranks[rank]
      held[gpu] += map.ranks[rank].count
    }
    return ExpertMap(ranks: ranks)
  }
}
