import Foundation

/// Reads a file, or a text that ships with the product, into located values.
public enum InputDocument {
  /// Reads JSON (`.json`) or YAML (anything else).
  /// - Throws: `Diagnostic` where the file cannot be read or is not what its name says.
  public static func read(contentsOf path: String) throws -> InputNode {
    try parse(bytes(ofFile: path), file: path)
  }

  /// The bytes of a regular file.
  /// - Throws: `Diagnostic` "file-missing", "file-unreadable" or "file-too-large".
  public static func bytes(ofFile path: String) throws -> Data { try InputFile(path: path).bytes() }

  /// Whether a path names something, even a link that leads nowhere: reading it says what is wrong with it.
  public static func isThere(_ path: String) -> Bool { InputFile(path: path).isThere }

  /// Parses the content of a file.
  /// - Parameters:
  ///   - data: Its bytes.
  ///   - file: Its name in messages.
  ///   - isJSON: Whether it is JSON; `nil` goes by the ending of the name.
  ///   - firstLine: Where the bytes start, if they are a part of the file.
  /// - Throws: `Diagnostic` with file and line.
  public static func parse(_ data: Data, file: String, isJSON: Bool? = nil, firstLine: Int = 1) throws -> InputNode {
    let text = try InputText.checked(data, file: file)
    let start = String(decoding: text.drop { $0 <= 0x20 }.prefix(3), as: UTF8.self)
    guard !start.isEmpty else {
      throw Diagnostic(id: "file-empty", file: file, found: "an empty file", expected: "a configuration")
    }
    guard !start.hasPrefix("<") || start == "<<:" else {
      throw Diagnostic(
        id: "html-page", file: file, found: "an HTML or XML page (it starts with \"<\")",
        expected: "JSON or YAML", advice: "download the raw file instead of the web page that shows it")
    }
    return isJSON ?? file.hasSuffix(".json")
      ? try JSONReader.parse(text, file: file, firstLine: firstLine) : try YAMLReader.parse(text, file: file)
  }
}
