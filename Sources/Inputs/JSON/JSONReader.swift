/// JSON to the letter, with the line of every value. As Python's reader does, it takes a bare `Infinity` or `NaN`, which
/// published configurations hold; unlike most readers, it refuses a key that stands twice.
enum JSONReader {
  static func parse(_ text: String, file: String, firstLine: Int = 1) throws -> InputNode {
    var text = text
    return try text.withUTF8 { bytes in
      var scanner = JSONScanner(bytes, file: file, firstLine: firstLine)
      return try scanner.document()
    }
  }
}
