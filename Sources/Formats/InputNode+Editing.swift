import Quantities
extension InputNode {
  /// The value at a path of keys below this one: "pools[0].racks", as faults name it.
  /// - Returns: `nil` where there is no such value.
  public func value(at path: String) -> InputNode? {
    Self.steps(path).reduce(self) { node, step in node?.child(step) }
  }

  /// The same tree with another value at a path. Absent keys are added.
  /// - Parameters:
  ///   - path: The path: "limits.tpot", "pools[0].racks".
  ///   - content: The new value; `nil` removes the key.
  /// - Returns: `nil` where the path leads through a value that cannot have such children.
  public func setting(_ path: String, to content: Content?) -> InputNode? {
    setting(Self.steps(path)[...], to: content)
  }

  /// The same tree with a value of another place, which it keeps for messages, at a key of this mapping or of one in it.
  /// - Returns: `nil` where the path leads through a value that is no mapping.
  public func setting(_ path: String, to value: InputNode) -> InputNode? {
    let name = path.prefix { $0 != "." }
    guard case .mapping(var entries) = content else { return nil }
    let index = entries.firstIndex { $0.key == name }
    let rest = path.dropFirst(name.count + 1)
    let present = InputNode(file: file, key: self.path(to: String(name)), line: line, content: .mapping([]))
    guard
      let child = rest.isEmpty ? value : (index.map { entries[$0].value } ?? present).setting(String(rest), to: value)
    else { return nil }
    if let index { entries[index].value = child } else { entries.append((String(name), child)) }
    return holding(.mapping(entries))
  }

  private enum Step {
    case key(String)
    case index(Int)
  }

  private static func steps(_ path: String) -> [Step] {
    path.split(separator: ".").flatMap { part -> [Step] in
      let words = part.split(separator: "[")
      return [.key(String(words[0]))] + words.dropFirst().map { .index(Int($0.dropLast()) ?? -1) }
    }
  }

  private func child(_ step: Step) -> InputNode? {
    switch (step, content) {
    case (.key(let name), .mapping(let entries)): entries.first { $0.key == name }?.value
    case (.index(let index), .list(let items)): items.indices.contains(index) ? items[index] : nil
    default: nil
    }
  }

  private func setting(_ steps: ArraySlice<Step>, to content: Content?) -> InputNode? {
    guard let step = steps.first else { return content.map { holding($0) } }
    let rest = steps.dropFirst()
    switch (step, self.content) {
    case (.key(let name), .mapping(var entries)):
      let index = entries.firstIndex { $0.key == name }
      if rest.isEmpty, content == nil {
        if let index { entries.remove(at: index) }
        return holding(.mapping(entries))
      }
      let present =
        index.map { entries[$0].value } ?? InputNode(file: file, key: path(to: name), line: line, content: .mapping([]))
      guard let changed = present.setting(rest, to: content) else { return nil }
      if let index { entries[index].value = changed } else { entries.append((name, changed)) }
      return holding(.mapping(entries))
    case (.index(let index), .list(var items)):
      guard items.indices.contains(index), let changed = items[index].setting(rest, to: content) else { return nil }
      items[index] = changed
      return holding(.list(items))
    default: return nil
    }
  }

  private func holding(_ content: Content) -> InputNode {
    InputNode(file: file, key: key, line: line, content: content)
  }
}

extension InputNode {
  /// Reads a share of 1: 0.005 or "0.5 %".
  public func share() throws -> Double {
    if case .text(let text) = content, text.hasSuffix("%") {
      let number = text.dropLast().filter { $0 != " " }
      if let percent = Double(number), percent >= 0, percent <= 100 { return percent / 100 }
    }
    if case .text = content { throw fault(.wrongType, expected: "a share such as 0.005 or \"0.5 %\"") }
    return try number(atLeast: 0, atMost: 1)
  }

  /// Reads a whole number of tokens: 4000, "4,000", "4000 tokens", or "8k", which is 8,192 as for the context of a model.
  public func tokens(atLeast minimum: Int = 1, atMost maximum: Int = 1 << 32) throws -> Int {
    guard case .text(let text) = content else { return try integer(atLeast: minimum, atMost: maximum) }
    guard let count = Self.tokens(text) else {
      throw fault(.wrongType, expected: "a whole number of tokens, such as 4000, 8k (8,192) or \"4000 tokens\"")
    }
    guard count >= Double(minimum), count <= Double(maximum) else {
      throw fault(.outOfRange, expected: "a whole number of \(minimum) to \(maximum)")
    }
    return Int(count)
  }

  private static func tokens(_ text: String) -> Double? {
    let words = text.split(separator: " ")
    guard let first = words.first, words.count == 1 || words.count == 2 && ["token", "tokens"].contains(words[1]) else {
      return nil
    }
    let factors = [("ki", 1_024.0), ("mi", 1_048_576), ("k", 1_024), ("m", 1_048_576)]
    let factor = factors.first { first.lowercased().hasSuffix($0.0) }
    let digits = first.dropLast(factor?.0.count ?? 0)
    guard let number = Numerals.ungrouped(digits), number.isFinite else { return nil }
    let count = number * (factor?.1 ?? 1)
    return count == count.rounded() ? count : nil
  }
}
