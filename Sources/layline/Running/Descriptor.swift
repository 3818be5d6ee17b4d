import Foundation

/// Writes to an open file, pipe or terminal.
struct Descriptor {
  static let output = Descriptor(number: STDOUT_FILENO)
  static let errors = Descriptor(number: STDERR_FILENO)

  let number: Int32

  /// Writes everything, however many steps that takes.
  /// - Returns: 0, or the `errno` of what went wrong.
  func write(_ data: Data) -> Int32 {
    var rest = data[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(number, $0.baseAddress, $0.count) }
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
