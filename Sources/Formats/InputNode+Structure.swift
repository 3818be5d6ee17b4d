extension InputNode {
  /// The entries of a mapping.
  /// - Throws: `Diagnostic` "wrong-type" for anything else.
  public func entries() throws -> [(key: String, value: InputNode)] {
    guard case .mapping(let entries) = content else { throw fault(.wrongType, expected: "a mapping") }
    return entries
  }

  /// The items of a list.
  /// - Throws: `Diagnostic` "wrong-type" for anything else.
  public func items() throws -> [InputNode] {
    guard case .list(let items) = content else { throw fault(.wrongType, expected: "a list") }
    return items
  }

  /// The value of a key; `nil` where the key is absent or its value null.
  public func optional(_ name: String) throws -> InputNode? {
    guard let value = try entries().first(where: { $0.key == name })?.value else { return nil }
    if case .null = value.content { return nil }
    return value
  }

  /// The value of the first of several keys that is present; files name the same thing differently.
  public func optional(anyOf names: [String]) throws -> InputNode? {
    for name in names { if let value = try optional(name) { return value } }
    return nil
  }

  /// The value of a key.
  /// - Throws: `Diagnostic` "missing-key" where it is absent or null.
  public func required(_ name: String, expected: String = "a value") throws -> InputNode {
    try required(anyOf: [name], expected: expected)
  }

  /// The value of the first of several keys that is present.
  /// - Throws: `Diagnostic` "missing-key" where none is present.
  public func required(anyOf names: [String], expected: String = "a value") throws -> InputNode {
    if let value = try optional(anyOf: names) { return value }
    throw Diagnostic(
      id: .missingKey, file: file, key: names.map(path(to:)).joined(separator: " or "), line: line,
      found: "no such key", expected: expected)
  }

  /// Refuses unknown keys, with the nearest known key as advice.
  public func allowOnly(_ known: [String]) throws {
    for (name, value) in try entries() where !known.contains(name) {
      throw Diagnostic(
        id: .unknownKey, file: file, key: path(to: name), line: value.line, found: "an unknown key",
        expected: "one of \(known.sorted().joined(separator: ", "))",
        advice: NearestNames.advice(name, among: known))
    }
  }
}
