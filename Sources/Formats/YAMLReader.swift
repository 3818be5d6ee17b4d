import FoundationEssentials

/// YAML with the line of every value.
enum YAMLReader {
  /// - Parameter text: Valid UTF-8.
  static func parse(_ text: Data, file: String) throws -> InputNode {
    guard text.count <= InputLimits.yamlBytes else {
      throw Diagnostic(
        id: .fileTooLarge, file: file, found: "\(text.count) bytes of YAML",
        expected: "at most \(InputLimits.yamlBytes); JSON may be larger")
    }
    return try text.withUnsafeBytes { bytes in
      let events = YAMLEventStream(bytes.bindMemory(to: UInt8.self), file: file)
      var composer = YAMLComposer(events, file: file)
      return try composer.document()
    }
  }
}

/// Composes values with their places from YAML events. Values that aliases repeat are counted before they are copied.
private struct YAMLComposer {
  /// The value of an anchor, and the number of values in it.
  private struct Anchored {
    let node: InputNode
    let size: Int
  }

  private let events: YAMLEventStream
  private let file: String
  private var anchors: [String: Anchored] = [:]
  private var valueCount = 0
  private var aliasedCount = 0

  init(_ events: YAMLEventStream, file: String) {
    self.events = events
    self.file = file
  }

  mutating func document() throws -> InputNode {
    _ = try events.next()
    guard case .documentStart = try events.next().kind else {
      throw Diagnostic(id: .fileEmpty, file: file, found: "nothing", expected: "a YAML mapping")
    }
    let root = try node(try events.next(), .key(""), in: nil, depth: 0)
    _ = try events.next()
    let end = try events.next()
    guard case .streamEnd = end.kind else {
      throw fault(.yamlInvalid, end.line, found: "a second document", expected: "one document in a file")
    }
    return root
  }

  private mutating func node(
    _ event: YAMLEvent, _ step: InputPath.Step, in container: InputPath?, depth: Int
  ) throws -> InputNode {
    if case .alias = event.kind { return try aliased(event, step, in: container, depth: depth) }
    let first = valueCount
    try count(1, at: event.line)
    let content: InputNode.Content
    switch event.kind {
    case .sequenceStart:
      try checkCollection(event, depth)
      content = .list(try items(in: InputPath(step, in: container), depth: depth + 1))
    case .mappingStart:
      try checkCollection(event, depth)
      content = .mapping(try entries(in: InputPath(step, in: container), depth: depth + 1))
    case .scalar(let text, let isPlain):
      content = try YAMLScalar(text: text, isPlain: isPlain, tag: event.tag).content { [file] found in
        Diagnostic(
          id: .yamlTag, file: file, key: InputPath.text(step, in: container), line: event.line, found: found,
          expected: "none, or one that suits the value: !!str, !!int, !!float, !!bool, !!null")
      }
    default: throw fault(.yamlInvalid, event.line, found: "something that is no value", expected: "a value")
    }
    let node = InputNode(file: file, step: step, in: container, line: event.line, content: content)
    if let anchor = event.anchor { anchors[anchor] = Anchored(node: node, size: valueCount - first) }
    return node
  }

  private mutating func items(in path: InputPath, depth: Int) throws -> [InputNode] {
    var items: [InputNode] = []
    while true {
      let event = try events.next()
      if case .sequenceEnd = event.kind { return items }
      items.append(try node(event, .index(items.count), in: path, depth: depth))
    }
  }

  private mutating func entries(in path: InputPath, depth: Int) throws -> [(key: String, value: InputNode)] {
    var entries: [(key: String, value: InputNode)] = []
    var merged: InputNode?
    var seen: Set<String> = []
    while true {
      let event = try events.next()
      if case .mappingEnd = event.kind { return try merged.map { try adding($0, to: entries, in: path) } ?? entries }
      guard case .scalar(let key, let isPlain) = event.kind else {
        throw fault(
          .yamlKey, event.line, InputPath.text(.key("?"), in: path), found: "a key that is no plain word",
          expected: "text as a key")
      }
      guard seen.insert(key).inserted else {
        throw fault(
          .duplicateKey, event.line, InputPath.text(.key(key), in: path), found: "the same key twice",
          expected: "each key once")
      }
      let value = try node(try events.next(), .key(key), in: path, depth: depth)
      if key == "<<", isPlain { merged = value } else { entries.append((key, value)) }
    }
  }

  // MARK: - What stands for something else

  /// A copy of the anchor's value, with the path of its new place and the lines of the old one.
  private mutating func aliased(
    _ event: YAMLEvent, _ step: InputPath.Step, in container: InputPath?, depth: Int
  ) throws -> InputNode {
    let name = event.anchor ?? ""
    guard let anchored = anchors[name] else {
      throw fault(
        .yamlInvalid, event.line, InputPath.text(step, in: container), found: "the alias *\(name)",
        expected: "an anchor &\(name) that is complete before it")
    }
    try repeated(anchored.size, at: event.line)
    return try moved(anchored.node, to: step, in: container, depth: depth)
  }

  /// Adds the entries of merged mappings (`<<: *base`) for keys that the mapping does not have; the first merged
  /// mapping wins.
  private mutating func adding(
    _ merged: InputNode, to own: [(key: String, value: InputNode)], in path: InputPath
  ) throws -> [(key: String, value: InputNode)] {
    var (entries, seen) = (own, Set(own.map(\.key)))
    let sources: [InputNode] = if case .list(let items) = merged.content { items } else { [merged] }
    for source in sources {
      guard case .mapping(let more) = source.content else {
        throw source.fault(.wrongType, expected: "a mapping, or a list of mappings, to merge")
      }
      for (key, value) in more where seen.insert(key).inserted {
        entries.append((key, try moved(value, to: .key(key), in: path, depth: 0)))
      }
    }
    return entries
  }

  private func moved(
    _ node: InputNode, to step: InputPath.Step, in container: InputPath?, depth: Int
  ) throws -> InputNode {
    let path = InputPath(step, in: container)
    let content: InputNode.Content
    switch node.content {
    case .list(let items):
      try checkDepth(depth, at: node.line ?? 1)
      content = .list(try items.enumerated().map { try moved($1, to: .index($0), in: path, depth: depth + 1) })
    case .mapping(let entries):
      try checkDepth(depth, at: node.line ?? 1)
      content = .mapping(
        try entries.map { ($0.key, try moved($0.value, to: .key($0.key), in: path, depth: depth + 1)) })
    default: content = node.content
    }
    return InputNode(file: file, step: step, in: container, line: node.line, content: content)
  }

  // MARK: - Limits

  private mutating func repeated(_ size: Int, at line: Int) throws {
    aliasedCount += size
    guard aliasedCount <= InputLimits.aliasedValues else {
      throw fault(
        .tooManyAliases, line, found: "aliases that stand for more values",
        expected: "aliases for at most \(InputLimits.aliasedValues) values in all")
    }
    try count(size, at: line)
  }

  private mutating func count(_ size: Int, at line: Int) throws {
    valueCount += size
    guard valueCount <= InputLimits.yamlValues else {
      throw fault(
        .tooManyValues, line, found: "more values", expected: "at most \(InputLimits.yamlValues) in a YAML document")
    }
  }

  private func checkCollection(_ event: YAMLEvent, _ depth: Int) throws {
    guard [nil, "!", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"].contains(event.tag) else {
      throw fault(
        .yamlTag, event.line, found: "the tag \(event.tag ?? "")", expected: "none on a list or mapping")
    }
    try checkDepth(depth, at: event.line)
  }

  private func checkDepth(_ depth: Int, at line: Int) throws {
    guard depth < InputLimits.yamlDepth else {
      throw fault(
        .tooDeep, line, found: "lists and mappings inside of each other, more than \(InputLimits.yamlDepth) deep",
        expected: "a flatter document")
    }
  }

  private func fault(_ id: DiagnosticID, _ line: Int, _ key: String = "", found: String, expected: String) -> Diagnostic
  {
    Diagnostic(id: id, file: file, key: key, line: line, found: found, expected: expected)
  }
}
