import Experts
import Testing
@testable import Planning

struct GPURenumberingTests {
  /// Three layers in which the first GPU holds one expert more than the others: 3 + 3 + 3 against 6 and 6. Renamed, each GPU
  /// has the larger share once: 7, 7 and 7.
  @Test func everyGPUHasItsTurn() {
    let map = ExpertMap(ranks: [[0, 1, 2], [3, 4], [5, 6]])
    var gpus = GPURenumbering(gpus: 3)
    let renumbered = gpus.renumbered([map, map, map])
    #expect((0..<3).map { gpu in renumbered.reduce(0) { $0 + $1.ranks[gpu].count } } == [7, 7, 7])
    for layer in renumbered { #expect(Set(layer.ranks) == Set(map.ranks)) }
  }

  /// A layer of 4 and 0 is dealt out before those of 2 and 1 that make up for it: 4 + 1 + 1 against 0 + 2 + 2.
  @Test func whatDiffersMostComesFirst() {
    let small = ExpertMap(ranks: [[0, 1], [2]])
    let large = ExpertMap(ranks: [[0, 1, 2, 3], []])
    var gpus = GPURenumbering(gpus: 2)
    let renumbered = gpus.renumbered([small, small, large])
    #expect((0..<2).map { gpu in renumbered.reduce(0) { $0 + $1.ranks[gpu].count } } == [6, 4])
  }
}
