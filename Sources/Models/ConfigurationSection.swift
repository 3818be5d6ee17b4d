import Formats

/// A mapping of a configuration that notes which of its keys were read.
struct ConfigurationSection {
  let node: InputNode
  let readKeys: ReadKeys

  /// Reads a size, a whole number of at least 1.
  ///
  /// The same size has different names in different files; where a file has several of them, they must agree.
  /// - Throws: `Diagnostic` "missing-key", "wrong-type", "out-of-range" or "conflict".
  func size(_ names: String..., limit: SizeLimit) throws -> Int {
    guard let value = try agreedInteger(names, minimum: 1, limit: limit) else {
      throw missing(names.joined(separator: " or "), expected: "a whole number of 1 or more")
    }
    return value
  }

  /// The fault of a key that is not there.
  func missing(_ name: String, expected: String) -> Diagnostic {
    Diagnostic(
      id: .missingKey, file: node.file, key: node.path(to: name), line: node.line, found: "no such key",
      expected: expected)
  }

  /// Refuses settings that change layers in ways that no reader knows; null, false and 0 are let pass.
  /// - Throws: `Diagnostic` "unsupported-value".
  func requireUnset(_ names: String...) throws {
    for name in names {
      guard let child = try value(name) else { continue }
      switch child.content {
      case .boolean(false), .integer(0): continue
      default: throw child.fault(.unsupportedValue, expected: "null: what it does to layers is not known here")
      }
    }
  }

  /// Reads a size like `size`; `nil` where none of the names is present.
  func optionalSize(_ names: String..., limit: SizeLimit) throws -> Int? {
    try agreedInteger(names, minimum: 1, limit: limit)
  }

  /// A whole number that may be 0; 0 where no name is there or the value is null.
  func count(_ names: String..., limit: SizeLimit) throws -> Int {
    try agreedInteger(names, minimum: 0, limit: limit) ?? 0
  }

  /// True or false; `fallback` where the key is absent.
  func flag(_ name: String, default fallback: Bool = false) throws -> Bool {
    try value(name)?.boolean() ?? fallback
  }

  /// A text; `nil` where the key is absent.
  func word(_ name: String) throws -> String? { try value(name)?.text() }

  /// The value of a key, noted as read; `nil` where it is absent or null.
  func value(_ name: String) throws -> InputNode? {
    let path = node.path(to: name)
    readKeys.note(path)
    guard let value = try node.optional(name), !readKeys.isSetAside(path) else { return nil }
    return value
  }

  /// A mapping below this one.
  func section(_ name: String) throws -> ConfigurationSection? {
    guard let child = try value(name) else { return nil }
    _ = try child.entries()
    return ConfigurationSection(node: child, readKeys: readKeys)
  }

  /// A list with one item for each layer.
  /// - Throws: `Diagnostic` "conflict" where its length is not the number of layers.
  func perLayer(_ name: String, layers: Int, spare: Int = 0) throws -> [InputNode]? {
    guard let list = try value(name) else { return nil }
    let items = try list.items()
    guard items.count == layers || items.count == layers + spare else {
      throw list.fault(.conflict, expected: "one item for each of the \(layers) layers")
    }
    return items
  }

  /// Notes keys whose values are known not to change sizes in this architecture.
  func disregard(_ names: String...) {
    for name in names { readKeys.noteOpaque(node.path(to: name)) }
  }

  private func agreedInteger(_ names: [String], minimum: Int, limit: SizeLimit) throws -> Int? {
    var agreed: Int?
    for name in names {
      guard let child = try value(name) else { continue }
      let number = try child.integer(atLeast: minimum, atMost: limit.rawValue)
      if let agreed, agreed != number {
        throw child.fault(.conflict, expected: "\(agreed), which another key for the same size says")
      }
      agreed = number
    }
    return agreed
  }
}
