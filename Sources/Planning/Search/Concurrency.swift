import Dispatch
import Synchronization

/// Work that is spread over the cores.
enum Concurrency {
  /// The results of `body` for 0 ..< `count`, in order, whatever the order in which they were finished.
  static func map<Result: Sendable>(_ count: Int, _ body: @Sendable (Int) -> Result) -> [Result] {
    let results = Mutex([Int: Result]())
    withoutActuallyEscaping(body) { body in
      DispatchQueue.concurrentPerform(iterations: count) { index in
        let result = body(index)
        results.withLock { $0[index] = result }
      }
    }
    return results.withLock { finished in (0..<count).compactMap { finished[$0] } }
  }
}
