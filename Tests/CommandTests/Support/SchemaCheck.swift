import Foundation

/// Checks JSON against the part of JSON Schema that the published schemas use.
struct SchemaCheck {
  private(set) var faults: [String] = []

  /// - Parameters:
  ///   - schema: A file of the repository.
  ///   - text: The document.
  init(schema: String, text: String) throws {
    let rules = try JSONSerialization.jsonObject(with: Data(contentsOf: Repository.root.appending(path: schema)))
    check(try JSONSerialization.jsonObject(with: Data(text.utf8)), rules, at: "$")
  }

  private mutating func check(_ value: Any, _ rules: Any, at path: String) {
    guard let rules = rules as? [String: Any] else { return }
    if let constant = rules["const"] as? String, value as? String != constant {
      faults.append("\(path): not \(constant)")
    }
    if let words = rules["enum"] as? [String], !words.contains(value as? String ?? "") {
      faults.append("\(path): not one of \(words)")
    }
    if let type = rules["type"] as? String, !Self.has(value, type) { faults.append("\(path): not \(type)") }
    if let object = value as? [String: Any] { check(object, rules, at: path) }
    if let array = value as? [Any], let items = rules["items"] {
      for (index, item) in array.enumerated() { check(item, items, at: "\(path)[\(index)]") }
    }
  }

  private mutating func check(_ object: [String: Any], _ rules: [String: Any], at path: String) {
    let properties = rules["properties"] as? [String: Any] ?? [:]
    for key in rules["required"] as? [String] ?? [] where object[key] == nil { faults.append("\(path): no \(key)") }
    for (key, value) in object {
      if let known = properties[key] {
        check(value, known, at: "\(path).\(key)")
      } else if let others = rules["additionalProperties"] as? [String: Any] {
        check(value, others, at: "\(path).\(key)")
      } else if rules["additionalProperties"] as? Bool == false {
        faults.append("\(path): unknown \(key)")
      }
    }
  }

  private static func has(_ value: Any, _ type: String) -> Bool {
    let number = value as? NSNumber
    return switch type {
    case "object": value is [String: Any]
    case "array": value is [Any]
    case "string": value is String
    case "boolean": value is Bool
    case "integer": number.map { $0.doubleValue == $0.doubleValue.rounded() } ?? false
    default: number != nil
    }
  }
}
