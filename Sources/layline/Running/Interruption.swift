import Foundation

/// What happens when somebody presses Ctrl-C.
enum Interruption {
  /// Ends the process at once with the status for it. Output files appear whole or not at all, so nothing is cleaned up.
  static func handle() {
    signal(SIGINT) { _ in _exit(ExitStatus.interrupted.rawValue) }
    // Whoever started the process may have blocked the signal, and that is inherited.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigprocmask(SIG_UNBLOCK, &signals, nil)
  }
}
