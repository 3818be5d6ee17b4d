import Foundation

/// Reads a file, or a text that ships with the product, into located values.
public enum InputDocument {
  /// Files above this size are not configurations.
  static let largestFile = 256 << 20

  /// Reads JSON (`.json`) or YAML (anything else).
  /// - Throws: `Diagnostic` where the file cannot be read or is not what its name says.
  public static func read(contentsOf path: String) throws -> InputNode {
    try parse(bytes(ofFile: path), file: path)
  }

  /// The bytes of a regular file.
  /// - Throws: `Diagnostic` "file-missing", "file-unreadable" or "file-too-large".
  public static func bytes(ofFile path: String) throws -> Data {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw Diagnostic(id: "file-missing", file: path, found: "no such file", expected: "a file that can be read")
    }
    guard !isDirectory.boolValue else {
      throw Diagnostic(id: "file-unreadable", file: path, found: "a directory", expected: "a file")
    }
    let size = (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int ?? 0
    guard size <= largestFile else {
      throw Diagnostic(
        id: "file-too-large", file: path, found: "\(size) bytes", expected: "at most \(largestFile) bytes")
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Diagnostic(
        id: "file-unreadable", file: path, found: "no permission to read it", expected: "a readable file")
    }
    return data
  }

  /// Parses the content of a file.
  /// - Parameters:
  ///   - data: Its bytes.
  ///   - file: Its name in messages.
  ///   - isJSON: Whether it is JSON; `nil` goes by the ending of the name.
  public static func parse(_ data: Data, file: String, isJSON: Bool? = nil) throws -> InputNode {
    guard var text = String(validating: data, as: UTF8.self) else {
      throw Diagnostic(id: "not-utf8", file: file, found: "bytes that are not UTF-8", expected: "text in UTF-8")
    }
    if text.hasPrefix("\u{FEFF}") { text.removeFirst() }
    let start = text.drop { $0.isWhitespace }
    guard !start.isEmpty else {
      throw Diagnostic(id: "file-empty", file: file, found: "an empty file", expected: "a configuration")
    }
    guard !start.hasPrefix("<") else {
      throw Diagnostic(
        id: "html-page", file: file, found: "an HTML or XML page (it starts with \"<\")",
        expected: "JSON or YAML", advice: "download the raw file instead of the web page that shows it")
    }
    return isJSON ?? file.hasSuffix(".json")
      ? try JSONReader.parse(text, file: file) : try YAMLReader.parse(text, file: file)
  }
}
