import Synchronization

/// What a progress was told.
final class FinishedShares: Sendable {
  private let shares = Mutex<[Double]>([])

  /// Rising.
  var all: [Double] { shares.withLock { $0.sorted() } }

  func add(_ share: Double) { shares.withLock { $0.append(share) } }
}
