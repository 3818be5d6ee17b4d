import FoundationEssentials
import Glibc
import Synchronization

/// Work that is spread over the cores.
public enum Concurrency {
  /// The results of `body` for 0 ..< `count`, in order, whichever finishes first.
  /// - Parameter progress: Called with the finished share, 0 to 1.
  public static func map<Result: Sendable>(
    _ count: Int, progress: @Sendable (Double) -> Void, _ body: @Sendable (Int) -> Result
  ) -> [Result] {
    let results = Mutex([Int: Result]())
    perform(count) { index in
      let result = body(index)
      let finished = results.withLock { results in
        results[index] = result
        return results.count
      }
      progress(Double(finished) / Double(count))
    }
    return results.withLock { finished in (0..<count).compactMap { finished[$0] } }
  }

  /// Calls `body` with 0 ..< `count`, each once, on as many threads as there are cores and returns when all are done. Where
  /// the system starts no more threads (a container's limit on processes), the calling thread does the work; a queue of the
  /// system would wait for them without end.
  public static func perform(_ count: Int, _ body: @Sendable (Int) -> Void) {
    withoutActuallyEscaping(body) { body in
      let work = SharedWork(count: count, body: body)
      let helpers = max(0, min(count, ProcessInfo.processInfo.activeProcessorCount) - 1)
      let threads = (0..<helpers).map { _ in work.thread() }
      work.run()
      for thread in threads.compactMap(\.self) { pthread_join(thread, nil) }
    }
  }
}

/// Pieces of work, of which each is taken by the first thread that asks.
private final class SharedWork: Sendable {
  private let count: Int
  private let body: @Sendable (Int) -> Void
  private let next = Atomic(0)

  init(count: Int, body: @escaping @Sendable (Int) -> Void) {
    self.count = count
    self.body = body
  }

  func run() {
    while true {
      let index = next.add(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      body(index)
    }
  }

  /// A thread that takes part; `nil` where none can be started.
  func thread() -> pthread_t? {
    var thread = pthread_t()
    let reference = Unmanaged.passRetained(self)
    let code = pthread_create(
      &thread, nil,
      { reference in
        if let reference { Unmanaged<SharedWork>.fromOpaque(reference).takeRetainedValue().run() }
        return nil
      }, reference.toOpaque())
    guard code == 0 else {
      reference.release()
      return nil
    }
    return thread
  }
}
