import Foundation

/// Checks JSON against the part of JSON Schema that the published schemas use.
struct SchemaCheck {
  private(set) var faults: [String] = []

  /// - Parameters:
  ///   - schema: The name of a schema of the product.
  ///   - text: The document.
  init(schema: String, text: String) throws {
    let root = (0..<4).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
    let file = root.appending(path: "Sources/Plans/Schemas/\(schema).schema.json")
    check(
      try JSONSerialization.jsonObject(with: Data(text.utf8)),
      try JSONSerialization.jsonObject(with: Data(contentsOf: file)), at: "$")
  }

  private mutating func check(_ value: Any, _ rules: Any, at path: String) {
    guard let rules = rules as? [String: Any] else { return }
    if let type = rules["type"] as? String, !Self.has(value, type) { faults.append("\(path): not \(type)") }
    if let words = rules["enum"] as? [String], !words.contains(value as? String ?? "") {
      faults.append("\(path): not one of \(words)")
    }
    if let array = value as? [Any], let items = rules["items"] {
      for (index, item) in array.enumerated() { check(item, items, at: "\(path)[\(index)]") }
    }
    guard let object = value as? [String: Any], let properties = rules["properties"] as? [String: Any] else { return }
    for key in rules["required"] as? [String] ?? [] where object[key] == nil { faults.append("\(path): no \(key)") }
    for (key, value) in object {
      guard let known = properties[key] else {
        faults.append("\(path): unknown \(key)")
        continue
      }
      check(value, known, at: "\(path).\(key)")
    }
  }

  private static func has(_ value: Any, _ type: String) -> Bool {
    switch type {
    case "object": value is [String: Any]
    case "array": value is [Any]
    case "string": value is String
    default: value is NSNumber
    }
  }
}
