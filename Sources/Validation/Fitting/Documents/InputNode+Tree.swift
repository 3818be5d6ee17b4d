import Inputs

extension InputNode {
  /// The value at a dotted key; `nil` where there is none.
  func value(at key: String) -> InputNode? {
    var node = self
    for name in key.split(separator: ".") {
      guard case .mapping(let entries) = node.content, let next = entries.first(where: { $0.key == name })
      else { return nil }
      node = next.value
    }
    return node
  }

  /// Dotted keys of all mappings that hold a value with its evidence, in the order of the file.
  var figureKeys: [String] {
    guard case .mapping(let entries) = content else { return [] }
    let names = entries.map(\.key)
    if names.contains("value"), names.contains("evidence") { return [key] }
    return entries.flatMap { $0.value.figureKeys }
  }

  /// Every scalar with its key, in the order of the file: what a document says, whatever it looks like.
  var scalars: [String] {
    switch content {
    case .mapping(let entries): entries.flatMap { $0.value.scalars }
    case .list(let items): items.flatMap { $0.scalars }
    default: ["\(key) = \(written)"]
    }
  }

  /// A scalar as text.
  var written: String {
    switch content {
    case .text(let text): text
    case .integer(let value): "\(Double(value))"
    case .number(let value): "\(value)"
    case .boolean(let value): "\(value)"
    case .null, .list, .mapping: "-"
    }
  }
}
