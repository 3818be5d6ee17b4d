import Clusters
import Experts

/// Exchanges the GPUs of a worker among its ranks, so that as much is gained as can be, and nothing else changes.
///
/// GPUs of a node change places with each other, nodes with those of their domain that have as many ranks, and domains with
/// those of equal nodes below the same switch of the lowest tier. Ranks of a node stay together then, and any two ranks meet
/// on the level of the network on which they met.
struct RankMatching {
  private let pool: Pool
  private let gpus: [Int]
  private let gain: (_ rank: Int, _ gpu: Int) -> Int

  /// - Parameters:
  ///   - gpus: Of a worker in the order of its ranks, by their numbers in the pool.
  ///   - gain: What it is worth that a rank is on a GPU, 0 or more.
  init(_ gpus: [Int], in pool: Pool, gain: @escaping (_ rank: Int, _ gpu: Int) -> Int) {
    self.pool = pool
    self.gpus = gpus
    self.gain = gain
  }

  /// The GPUs in the order of ranks that gains most; as they are where no order gains more.
  func matched() -> [Int] {
    var result = gpus
    var total = 0
    for group in groups {
      let found = match(group, group)
      total += found.gain
      for (rank, gpu) in found.pairs { result[rank] = gpu }
    }
    return total > gpus.enumerated().reduce(0) { $0 + gain($1.offset, $1.element) } ? result : gpus
  }

  /// Ranks that lie together: one, those of a node, of a domain, of a group of the lowest tier.
  private struct Slot {
    let ranks: [Int]
    let parts: [Slot]
    /// Slots of equal shapes may change places.
    let shape: [Int]
  }

  private typealias Match = (gain: Int, pairs: [(rank: Int, gpu: Int)])

  /// Neighbouring ranks on one node, as they are started together, make up domains.
  private var groups: [Slot] {
    let nodes = gpus.indices.reduce(into: [[Int]]()) { runs, rank in
      if let last = runs.last?.last, gpus[last] / pool.gpusPerNode == gpus[rank] / pool.gpusPerNode {
        runs[runs.count - 1].append(rank)
      } else {
        runs.append([rank])
      }
    }
    let slots = nodes.map { ranks in
      Slot(ranks: ranks, parts: ranks.map { Slot(ranks: [$0], parts: [], shape: [1]) }, shape: [ranks.count])
    }
    let domains = joined(slots) { pool.domain(of: $0) }
    return joined(domains) { pool.tiers.isEmpty ? 0 : pool.group(of: $0, atTier: 0) }
  }

  private func joined(_ slots: [Slot], _ key: (_ gpu: Int) -> Int) -> [Slot] {
    Dictionary(grouping: slots) { key(gpus[$0.ranks[0]]) }.sorted { $0.key < $1.key }.map { _, parts in
      Slot(ranks: parts.flatMap(\.ranks), parts: parts, shape: parts.map { $0.shape.reduce(0, +) }.sorted())
    }
  }

  /// The best way to put the ranks of a slot on the GPUs of another of the same shape.
  private func match(_ slot: Slot, _ other: Slot) -> Match {
    guard !slot.parts.isEmpty else {
      let (rank, gpu) = (slot.ranks[0], gpus[other.ranks[0]])
      return (gain(rank, gpu), [(rank, gpu)])
    }
    var result: Match = (0, [])
    for shape in Set(slot.parts.map(\.shape)).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      let (rows, columns) = (slot.parts.filter { $0.shape == shape }, other.parts.filter { $0.shape == shape })
      let matches = rows.map { row in columns.map { match(row, $0) } }
      for (row, column) in CheapestAssignment(matches.map { $0.map { -$0.gain } }).columns.enumerated() {
        result.gain += matches[row][column].gain
        result.pairs += matches[row][column].pairs
      }
    }
    return result
  }
}
