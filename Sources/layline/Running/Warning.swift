import Foundation
import Inputs

/// What people should know, and programs need not: a line on stderr.
enum Warning {
  /// - Parameters:
  ///   - file: What it is about.
  ///   - text: A sentence.
  static func print(_ file: String, _ text: String) {
    let line = Diagnostic.clean("\(file): \(text)")
    _ = Descriptor.errors.write(Data("layline: warning: \(line)\n".utf8))
  }
}
