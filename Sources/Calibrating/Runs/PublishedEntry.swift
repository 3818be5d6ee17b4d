import Formats

/// One entry of a list of published figures, with its texts as written; layout and workload are read later.
struct PublishedEntry {
  let node: InputNode
  let id: String
  /// The title of the publication.
  let title: String
  let what: String
  let notes: String
  let model: String?
  let precision: String
  let hardware: String
  let gpus: Int?
  let layout: InputNode?
  let workload: InputNode?
  let metric: String
  let unit: String
  let value: Double

  /// - Throws: `Diagnostic` that names the key at fault.
  init(_ node: InputNode) throws {
    self.node = node
    id = try node.required("id").text()
    title = try Self.title(node)
    what = try Self.text("what", node)
    notes = try Self.text("notes", node)
    model = try node.optional("model")?.text()
    precision = try Self.text("precision", node)
    hardware = try Self.text("hardware", node)
    gpus = try node.optional("gpus")?.integer(atLeast: 1, atMost: 1 << 20)
    layout = try Self.mapping("layout", node)
    workload = try Self.mapping("workload", node)
    metric = try node.required("metric").text()
    unit = try node.required("unit").text()
    value = try node.required("value").number(atLeast: 0)
  }

  private static func title(_ node: InputNode) throws -> String {
    guard let source = try node.optional("source") else { return "" }
    if case .text(let text) = source.content { return text }
    return try Self.text("title", source)
  }

  private static func text(_ key: String, _ node: InputNode) throws -> String {
    try node.optional(key)?.text() ?? ""
  }

  private static func mapping(_ key: String, _ node: InputNode) throws -> InputNode? {
    guard let value = try node.optional(key) else { return nil }
    _ = try value.entries()
    return value
  }

  /// The reason why this entry cannot be predicted.
  /// - Parameters:
  ///   - key: The faulty key, or the key that lacks information.
  ///   - found: The value found.
  ///   - expected: The information that a prediction needs, in the same words for the same reason.
  func refusal(_ id: DiagnosticID, key: String, found: String, expected: String) -> Diagnostic {
    Diagnostic(id: id, file: node.file, key: node.path(to: key), found: found, expected: expected)
  }

  /// A text of the entry, quoted for messages.
  func quoted(_ text: String) -> String {
    text.isEmpty ? "nothing" : "\"\(text.count > 60 ? text.prefix(57) + "..." : text[...])\""
  }
}

extension InputNode {
  /// The number of a key; `nil` where it is absent or free text.
  func numberIfStated(_ key: String) throws -> Double? {
    guard let value = try optional(key) else { return nil }
    switch value.content {
    case .integer, .number: return try value.number(atLeast: 0, atMost: 1e12)
    default: return nil
    }
  }
}
