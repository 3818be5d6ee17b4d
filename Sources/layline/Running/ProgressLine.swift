import Glibc
import FoundationEssentials
import Synchronization

/// A progress bar on stderr, for a person at a terminal: nothing is shown in the first second, nor to a file or pipe.
final class ProgressLine: Sendable {
  private let isShown: Bool
  private let label: String
  private let start = ContinuousClock().now
  private let last = Mutex(-1)
  private static let width = 40

  /// - Parameter label: What is going on: "planning".
  init(_ label: String = "planning") {
    isShown = isatty(STDERR_FILENO) == 1
    self.label = label
  }

  /// - Parameter share: Of the work that is done, 0 to 1.
  func show(_ share: Double) {
    guard isShown, ContinuousClock().now - start > .seconds(1) else { return }
    let filled = Int(share * Double(Self.width))
    last.withLock { last in
      guard filled > last else { return }
      last = filled
      let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: Self.width - filled)
      let left = Self.timeLeft(share: share, after: (ContinuousClock().now - start) / .seconds(1))
      _ = Descriptor.errors.write(Data("\r\(label) [\(bar)]\(left)\u{1B}[K".utf8))
    }
  }

  /// " about 40 s left", as if the rest went on as what is done did; empty where that says nothing yet.
  /// - Parameters:
  ///   - share: Of the work that is done.
  ///   - seconds: That it took.
  static func timeLeft(share: Double, after seconds: Double) -> String {
    guard seconds >= 5, share >= 0.05, share < 1 else { return "" }
    let left = seconds * (1 - share) / share
    guard left >= 1, left < 1e6 else { return "" }
    return left < 120 ? " about \(Int(left.rounded())) s left" : " about \(Int((left / 60).rounded())) min left"
  }

  /// Wipes the bar.
  func finish() {
    last.withLock { last in
      if last >= 0 { _ = Descriptor.errors.write(Data("\r\u{1B}[K".utf8)) }
    }
  }
}

/// Writes to an open file, pipe or terminal.
struct Descriptor {
  static let output = Descriptor(number: STDOUT_FILENO)
  static let errors = Descriptor(number: STDERR_FILENO)

  let number: Int32

  /// Writes parts one after the other, up to the first that fails.
  /// - Returns: 0, or the `errno` of what went wrong.
  func write(_ parts: some Sequence<Data>) -> Int32 {
    for part in parts {
      let code: Int32 = write(part)
      if code != 0 { return code }
    }
    return 0
  }

  /// Writes everything, however many steps that takes.
  /// - Returns: 0, or the `errno` of what went wrong.
  func write(_ data: Data) -> Int32 {
    var rest = data[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(number, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        // Whoever shares the pipe has made it non-blocking.
        var descriptor = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
        poll(&descriptor, 1, -1)
      } else if errno != EINTR {
        return errno
      }
    }
    return 0
  }
}

/// What happens when somebody presses Ctrl-C, or the process is asked to end (SIGTERM).
enum Interruption {
  /// 0 ends the process; 1 asks a search to end with the best that it has; 2 is that it was asked.
  private static let state = Atomic<Int>(0)

  /// Whether a search was asked to end.
  static var isRequested: Bool { state.load(ordering: .relaxed) == 2 }

  /// From now on the first Ctrl-C asks the search to end with the best that it has; the second ends the process.
  static func awaitAnswer() {
    _ = state.compareExchange(expected: 0, desired: 1, ordering: .relaxed)
  }

  /// Ends the process at once with the status for it, unless an answer is awaited. Output files appear whole or not at all,
  /// so nothing is cleaned up.
  static func handle() {
    // Made before a signal can need it.
    _ = isRequested
    // A scheduler or a pipeline that ends a job sends SIGTERM, and wants the best answer as much as a person does.
    for number in [SIGINT, SIGTERM] {
      signal(number) { _ in
        if Interruption.state.compareExchange(expected: 1, desired: 2, ordering: .relaxed).exchanged { return }
        _exit(ExitStatus.interrupted.rawValue)
      }
    }
    // Whoever started the process may have blocked the signal, and that is inherited.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    sigprocmask(SIG_UNBLOCK, &signals, nil)
  }
}
