import Foundation

/// JSON as it is found in the wild: a bare `Infinity` is read, as Python's reader does.
enum JSONReader {
  static func parse(_ text: String, file: String) throws -> InputNode {
    let decoder = JSONDecoder()
    decoder.allowsJSON5 = true
    do {
      return try decoder.decode(JSONValue.self, from: Data(text.utf8)).node(file: file, key: "")
    } catch let error as DecodingError {
      throw diagnostic(for: error, in: text, file: file)
    }
  }

  /// The decoder says neither line nor reason of broken JSON; the YAML reader, whose language holds JSON, says both.
  private static func diagnostic(for error: DecodingError, in text: String, file: String) -> Diagnostic {
    var place: Diagnostic?
    do { _ = try YAMLReader.parse(text, file: file) } catch { place = error as? Diagnostic }
    return Diagnostic(
      id: "json-invalid", file: file, key: keyPath(of: error), line: place?.line,
      found: place?.found ?? "a number that is out of range, or something that JSON does not allow",
      expected: "valid JSON", advice: place == nil ? nil : "a file that was cut off while it was copied looks like this"
    )
  }

  private static func keyPath(of error: DecodingError) -> String {
    guard case .dataCorrupted(let context) = error else { return "" }
    return context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
      .replacing(".[", with: "[")
  }
}

/// Any JSON value.
private enum JSONValue: Decodable {
  case null
  case boolean(Bool)
  case number(Double)
  case text(String)
  case list([JSONValue])
  case mapping([String: JSONValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode(Bool.self) {
      self = .boolean(value)
    } else if let value = try? decoder.unkeyedContainer() {
      self = .list(try Self.items(of: value))
    } else if let value = try? decoder.container(keyedBy: AnyKey.self) {
      self = .mapping(try Self.entries(of: value))
    } else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "a number that is out of range"))
    }
  }

  private static func items(of container: any UnkeyedDecodingContainer) throws -> [JSONValue] {
    var container = container
    var items: [JSONValue] = []
    while !container.isAtEnd { items.append(try container.decode(JSONValue.self)) }
    return items
  }

  private static func entries(of container: KeyedDecodingContainer<AnyKey>) throws -> [String: JSONValue] {
    var entries: [String: JSONValue] = [:]
    for key in container.allKeys { entries[key.stringValue] = try container.decode(JSONValue.self, forKey: key) }
    return entries
  }

  func node(file: String, key: String) -> InputNode {
    InputNode(file: file, key: key, content: content(file: file, key: key))
  }

  private func content(file: String, key: String) -> InputNode.Content {
    switch self {
    case .null: return .null
    case .boolean(let value): return .boolean(value)
    case .number(let value): return Int(exactly: value).map { .integer($0) } ?? .number(value)
    case .text(let value): return .text(value)
    case .list(let items):
      return .list(items.enumerated().map { $1.node(file: file, key: "\(key)[\($0)]") })
    case .mapping(let entries):
      return .mapping(
        entries.sorted { $0.key < $1.key }.map { name, value in
          (name, value.node(file: file, key: key.isEmpty ? name : "\(key).\(name)"))
        })
    }
  }
}

private struct AnyKey: CodingKey {
  let stringValue: String
  let intValue: Int? = nil
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}
