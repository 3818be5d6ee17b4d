import Dispatch
import Synchronization

/// Work that is spread over the cores.
public enum Concurrency {
  /// The results of `body` for 0 ..< `count`, in order, whatever the order in which they were finished.
  /// - Parameter progress: Called with the share that is finished.
  public static func map<Result: Sendable>(
    _ count: Int, progress: @Sendable (Double) -> Void, _ body: @Sendable (Int) -> Result
  ) -> [Result] {
    let results = Mutex([Int: Result]())
    DispatchQueue.concurrentPerform(iterations: count) { index in
      let result = body(index)
      let finished = results.withLock { results in
        results[index] = result
        return results.count
      }
      progress(Double(finished) / Double(count))
    }
    return results.withLock { finished in (0..<count).compactMap { finished[$0] } }
  }
}
