import Foundation
import Inputs

/// What goes to stdout: the answer, and nothing else.
enum Answer {
  /// Writes a text and a line break. A reader that has seen enough (`| head -1`) ends the process by SIGPIPE, as it does
  /// with other tools; where that signal is ignored, the process ends with the status that a shell gives for it.
  /// - Throws: `Diagnostic` "output-failed", so that a full disk is not taken for success.
  static func print(_ text: some CustomStringConvertible) throws {
    switch Descriptor.output.write(Data("\(text)\n".utf8)) {
    case 0: return
    case EPIPE: throw ExitStatus.outputClosed
    case let code:
      throw Diagnostic(
        id: "output-failed", file: "stdout", found: "a write that failed: \(String(cString: strerror(code)))",
        expected: "room for the answer")
    }
  }
}
