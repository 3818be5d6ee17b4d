import FoundationEssentials

/// A JSON Schema of a document that this product writes, checked when the document is read back: another program, or
/// a person, may have written it.
///
/// It knows the keywords that the published schemas use: `type`, `required`, `properties`, `additionalProperties`, `items`,
/// `const`, `enum`, `minimum`, `maximum`, `exclusiveMinimum`, `minItems` and local `$ref`. Where a schema gives no bounds, numbers have
/// those of `Limits`, so that arithmetic on what a document says cannot overflow.
public struct DocumentSchema: Sendable {
  /// Bounds of numbers and texts for which a schema says nothing else.
  public enum Limits {
    /// A count: the product of two is an `Int`.
    public static let counts = 0...(1 << 30)
    /// A figure: an `Int` holds its whole part.
    public static let figures = -1e18...1e18
    /// Bytes of a text: a message or a path, no book.
    public static let textBytes = 100_000
  }

  private let root: [String: Value]

  /// - Parameter bytes: The schema, JSON (draft 7).
  /// - Throws: `Diagnostic` where it is no JSON, which tests rule out.
  public init(_ bytes: [UInt8]) throws {
    let node = try InputDocument.parse(Data(bytes), file: "schema", isJSON: true)
    guard case .mapping(let root) = Value(node) else { throw node.fault(.wrongType, expected: "a schema") }
    self.root = root
  }

  /// Checks a document.
  /// - Throws: `Diagnostic` with file, key and line of the first value that the schema refuses.
  public func check(_ document: InputNode) throws { try check(document, .mapping(root)) }

  private func check(_ node: InputNode, _ value: Value) throws {
    guard case .mapping(var rules) = value else { return }
    if case .text(let reference) = rules["$ref"] { rules = try definition(reference, at: node) }
    if let constant = rules["const"], Value(node) != constant {
      throw node.fault(.unknownValue, expected: "\(constant)")
    }
    if case .list(let words) = rules["enum"], !words.contains(Value(node)) {
      throw node.fault(.unknownValue, expected: "one of \(words.map { "\($0)" }.joined(separator: ", "))")
    }
    switch node.content {
    case .null: throw node.fault(.wrongType, expected: Self.name(of: rules))
    case .boolean: try check(node, rules, is: ["boolean"])
    case .integer(let number): try checkNumber(node, Double(number), rules, isWhole: true)
    case .number(let number): try checkNumber(node, number, rules, isWhole: false)
    case .text(let text):
      try check(node, rules, is: ["string"])
      guard text.utf8.count <= Limits.textBytes else {
        throw node.fault(.outOfRange, expected: "at most \(Limits.textBytes) bytes of text")
      }
      _ = try node.oneLine()
    case .list(let items):
      try check(node, rules, is: ["array"])
      if let least = rules["minItems"]?.number, Double(items.count) < least {
        throw node.fault(.outOfRange, expected: "a list of at least \(Value.number(least))")
      }
      if let rule = rules["items"] { for item in items { try check(item, rule) } }
    case .mapping(let entries):
      try check(node, rules, is: ["object"])
      try checkEntries(node, entries, rules)
    }
  }

  private func definition(_ reference: String, at node: InputNode) throws -> [String: Value] {
    let parts = reference.split(separator: "/").map(String.init)
    guard parts.count == 3, parts[0] == "#", case .mapping(let definitions) = root[parts[1]],
      case .mapping(let rules) = definitions[parts[2]]
    else { throw node.fault(.internal, expected: "a definition \(reference) in the schema") }
    return rules
  }

  private func check(_ node: InputNode, _ rules: [String: Value], is types: Set<String>) throws {
    guard case .text(let type) = rules["type"], !types.contains(type) else { return }
    throw node.fault(.wrongType, expected: Self.name(of: rules))
  }

  private func checkNumber(
    _ node: InputNode, _ number: Double, _ rules: [String: Value], isWhole: Bool
  ) throws {
    let isCount = rules["type"] == .text("integer")
    try check(node, rules, is: isWhole || number.rounded() == number ? ["integer", "number"] : ["number"])
    let least = rules["minimum"]?.number ?? (isCount ? Double(Limits.counts.lowerBound) : Limits.figures.lowerBound)
    let most = rules["maximum"]?.number ?? (isCount ? Double(Limits.counts.upperBound) : Limits.figures.upperBound)
    let above = rules["exclusiveMinimum"]?.number
    guard number >= (above ?? least), number <= most, number != above else {
      let noun = isCount ? "a whole number" : "a number"
      let range = above.map { "above \(Value.number($0)), to \(Value.number(most))" }
      throw node.fault(
        .outOfRange, expected: "\(noun) \(range ?? "of \(Value.number(least)) to \(Value.number(most))")")
    }
  }

  private func checkEntries(
    _ node: InputNode, _ entries: [(key: String, value: InputNode)], _ rules: [String: Value]
  ) throws {
    var known: [String: Value] = [:]
    if case .mapping(let properties) = rules["properties"] { known = properties }
    for (key, value) in entries {
      if let rule = known[key] {
        try check(value, rule)
      } else if case .mapping = rules["additionalProperties"], let rule = rules["additionalProperties"] {
        try check(value, rule)
      } else if rules["additionalProperties"] == .boolean(false) {
        throw value.fault(.unknownKey, expected: "one of \(known.keys.sorted().joined(separator: ", "))")
      }
    }
    guard case .list(let needed) = rules["required"] else { return }
    for case .text(let key) in needed where !entries.contains(where: { $0.key == key }) {
      throw try node.required(key, expected: "a value").fault(.missingKey, expected: "a value")
    }
  }

  private static func name(of rules: [String: Value]) -> String {
    let words = [
      "object": "a mapping", "array": "a list", "string": "text", "integer": "a whole number", "number": "a number",
      "boolean": "true or false",
    ]
    guard case .text(let type) = rules["type"] else { return "a value" }
    return words[type] ?? type
  }
}

/// A JSON value without its place.
private indirect enum Value: Sendable, Equatable, CustomStringConvertible {
  case null
  case boolean(Bool)
  case number(Double)
  case text(String)
  case list([Value])
  case mapping([String: Value])

  init(_ node: InputNode) {
    switch node.content {
    case .null: self = .null
    case .boolean(let value): self = .boolean(value)
    case .integer(let value): self = .number(Double(value))
    case .number(let value): self = .number(value)
    case .text(let text): self = .text(text)
    case .list(let items): self = .list(items.map(Self.init))
    case .mapping(let entries):
      self = .mapping(Dictionary(entries.map { ($0.key, Value($0.value)) }, uniquingKeysWith: { first, _ in first }))
    }
  }

  var number: Double? { if case .number(let value) = self { value } else { nil } }

  var description: String {
    switch self {
    case .null: "null"
    case .boolean(let value): "\(value)"
    case .number(let value): value == value.rounded() && abs(value) < 1e16 ? "\(Int(value))" : "\(value)"
    case .text(let text): "\"\(text)\""
    case .list(let items): "\(items.count) values"
    case .mapping(let entries): "\(entries.count) entries"
    }
  }
}
