import Foundation

/// JSON to the letter, with the line of every value. As Python's reader does, it takes a bare `Infinity` or `NaN`, which
/// published configurations hold; unlike most readers, it refuses a key that stands twice.
enum JSONReader {
  /// - Parameter text: Valid UTF-8.
  static func parse(_ text: Data, file: String, firstLine: Int = 1) throws -> InputNode {
    try text.withUnsafeBytes { bytes in
      var scanner = JSONScanner(bytes.bindMemory(to: UInt8.self), file: file, firstLine: firstLine)
      return try scanner.document()
    }
  }
}
