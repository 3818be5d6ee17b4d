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

  /// Calls `body` with 0 ..< `count`, each once, on as many threads as there are cores and returns when all are done. Work
  /// inside of work gets no more threads than are left. Where the system starts none (a container's limit on processes), the
  /// calling thread does the work; a queue of the system would wait for them without end.
  public static func perform(_ count: Int, _ body: @Sendable (Int) -> Void) {
    withoutActuallyEscaping(body) { body in
      let work = SharedWork(count: count, body: body)
      let helpers = reserve(min(count, ProcessInfo.processInfo.activeProcessorCount) - 1)
      let threads = (0..<helpers).map { _ in work.thread() }
      work.run()
      for thread in threads.compactMap(\.self) { pthread_join(thread, nil) }
      busy.subtract(helpers, ordering: .relaxed)
    }
  }

  /// Threads that help with some work.
  private static let busy = Atomic(0)

  /// Takes so many threads of those that are left, or as many as there are.
  private static func reserve(_ wanted: Int) -> Int {
    guard wanted > 0 else { return 0 }
    let before = busy.add(wanted, ordering: .relaxed).oldValue
    let granted = max(0, min(wanted, ProcessInfo.processInfo.activeProcessorCount - 1 - before))
    busy.subtract(wanted - granted, ordering: .relaxed)
    return granted
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
