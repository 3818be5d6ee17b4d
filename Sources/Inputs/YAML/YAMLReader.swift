/// YAML with the line of every value.
enum YAMLReader {
  static func parse(_ text: String, file: String) throws -> InputNode {
    guard text.utf8.count <= InputLimits.yamlBytes else {
      throw Diagnostic(
        id: "file-too-large", file: file, found: "\(text.utf8.count) bytes of YAML",
        expected: "at most \(InputLimits.yamlBytes); JSON may be larger")
    }
    var text = text
    return try text.withUTF8 { bytes in
      var composer = YAMLComposer(YAMLEventStream(bytes, file: file), file: file)
      return try composer.document()
    }
  }
}
