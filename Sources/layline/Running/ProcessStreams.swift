import Foundation

/// What a process inherits from whoever starts it, made what the rest of the program relies on.
enum ProcessStreams {
  static func prepare() {
    occupyClosed()
    // A shell may run a script with it ignored; then `layline ... | head -1` would complain.
    signal(SIGPIPE, SIG_DFL)
    // A file that grows beyond a limit is then a fault of writing, not the end of the process.
    signal(SIGXFSZ, SIG_IGN)
  }

  /// Where one of the three was closed (`>&-`), the next file opened would get its number, and messages would go into it.
  private static func occupyClosed() {
    for number in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(number, F_GETFD) < 0 {
      // For reading only: a lost answer stays a fault.
      _ = open("/dev/null", O_RDONLY)
    }
  }
}
