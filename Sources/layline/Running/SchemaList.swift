import Reporting

/// The schemas, as `layline schema list` prints them.
struct SchemaList: Encodable, CustomStringConvertible {
  /// The version of this form.
  let layline = "schema-list/1"
  let schemas: [SchemaCatalogue.Entry]

  /// - Throws: `Diagnostic` where a schema itself is broken, which tests rule out.
  init() throws { schemas = try SchemaCatalogue.entries() }

  var description: String {
    let width = schemas.map(\.name.count).max() ?? 0
    func lines(_ title: String, _ entries: [SchemaCatalogue.Entry]) -> [String] {
      [title]
        + entries.map { entry in
          let sentence = entry.description.split(separator: ". ").first.map(String.init) ?? ""
          let name = entry.name + String(repeating: " ", count: width - entry.name.count)
          return "  \(name)  \(sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence)"
        }
    }
    return
      (lines("Read by layline", schemas.filter(\.isInput))
      + lines("Written by layline", schemas.filter { !$0.isInput })).joined(separator: "\n")
  }
}
