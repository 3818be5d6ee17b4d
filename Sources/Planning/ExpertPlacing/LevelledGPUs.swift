import ExpertMaps

/// Renames the GPUs of each layer so that over all layers together they hold equally many copies, as far as that goes:
/// where layers have different numbers of copies, what counts for HBM is the sum. GPUs must be alike.
struct LevelledGPUs {
  private var held: [Int]

  init(gpus: Int) { held = [Int](repeating: 0, count: gpus) }

  /// The map of the next layer: whoever holds most in it becomes the GPU that has held least so far.
  mutating func levelled(_ map: ExpertMap) -> ExpertMap {
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
