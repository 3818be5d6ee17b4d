import Foundation
import Inputs

/// What goes to stdout: the answer, and nothing else.
enum Answer {
  /// Writes a text and a line break.
  /// - Throws: `Diagnostic` "output-failed", so that a full disk is not taken for success.
  static func print(_ text: some CustomStringConvertible) throws {
    do {
      try FileHandle.standardOutput.write(contentsOf: Data("\(text)\n".utf8))
    } catch {
      throw Diagnostic(
        id: "output-failed", file: "stdout", found: "a write that failed", expected: "room for the answer")
    }
  }
}
