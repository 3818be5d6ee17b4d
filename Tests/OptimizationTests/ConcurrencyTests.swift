import Optimization
import Synchronization
import Testing

@Suite("Work that is spread over the cores")
struct ConcurrencyTests {
  /// Each piece is done once, however many there are, and results stand in order.
  @Test(arguments: [0, 1, 2, 7, 1_000])
  func eachPieceIsDoneOnce(count: Int) {
    let calls = Mutex([Int: Int]())
    Concurrency.perform(count) { index in calls.withLock { $0[index, default: 0] += 1 } }
    #expect(calls.withLock { $0 } == Dictionary(uniqueKeysWithValues: (0..<count).map { ($0, 1) }))
    let shares = Mutex([Double]())
    let squares = Concurrency.map(count, progress: { share in shares.withLock { $0.append(share) } }) { $0 * $0 }
    #expect(squares == (0..<count).map { $0 * $0 })
    #expect(shares.withLock { $0.max() } == (count == 0 ? nil : 1))
  }

  /// Work inside of work ends as well: threads are not taken from a pool that could be empty.
  @Test func workMayStartWork() {
    let sums = Concurrency.map(8, progress: { _ in }) { outer in
      Concurrency.map(8, progress: { _ in }) { outer * $0 }.reduce(0, +)
    }
    #expect(sums == (0..<8).map { $0 * 28 })
  }
}
