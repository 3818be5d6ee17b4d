import Foundation
import Synchronization

/// What happens when somebody presses Ctrl-C.
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
    signal(SIGINT) { _ in
      if Interruption.state.compareExchange(expected: 1, desired: 2, ordering: .relaxed).exchanged { return }
      _exit(ExitStatus.interrupted.rawValue)
    }
    // Whoever started the process may have blocked the signal, and that is inherited.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigprocmask(SIG_UNBLOCK, &signals, nil)
  }
}
