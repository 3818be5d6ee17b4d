import Foundation

/// YAML with the line of every value.
enum YAMLReader {
  /// - Parameter text: Valid UTF-8.
  static func parse(_ text: Data, file: String) throws -> InputNode {
    guard text.count <= InputLimits.yamlBytes else {
      throw Diagnostic(
        id: "file-too-large", file: file, found: "\(text.count) bytes of YAML",
        expected: "at most \(InputLimits.yamlBytes); JSON may be larger")
    }
    return try text.withUnsafeBytes { bytes in
      let events = YAMLEventStream(bytes.bindMemory(to: UInt8.self), file: file)
      var composer = YAMLComposer(events, file: file)
      return try composer.document()
    }
  }
}
