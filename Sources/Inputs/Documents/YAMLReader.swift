import Yams

/// YAML with the line of every value.
enum YAMLReader {
  static func parse(_ text: String, file: String) throws -> InputNode {
    do {
      guard let node = try Parser(yaml: text).singleRoot() else {
        throw Diagnostic(id: "file-empty", file: file, found: "nothing", expected: "a YAML mapping")
      }
      return convert(node, file: file, key: "")
    } catch let error as YamlError {
      throw diagnostic(for: error, in: text, file: file)
    }
  }

  private static func convert(_ node: Node, file: String, key: String) -> InputNode {
    InputNode(file: file, key: key, line: node.mark?.line, content: content(of: node, file: file, key: key))
  }

  private static func content(of node: Node, file: String, key: String) -> InputNode.Content {
    switch node {
    case .scalar(let scalar): return scalarContent(node, scalar)
    case .sequence(let sequence):
      return .list(sequence.enumerated().map { convert($1, file: file, key: "\(key)[\($0)]") })
    case .mapping(let mapping):
      return .mapping(
        mapping.map { name, value in
          let text = name.scalar?.string ?? "?"
          return (text, convert(value, file: file, key: key.isEmpty ? text : "\(key).\(text)"))
        })
    case .alias: return .null
    }
  }

  /// Quoted scalars are text; plain ones are what they look like. "1:30" and "yes" stay text: no YAML 1.1 surprises.
  private static func scalarContent(_ node: Node, _ scalar: Node.Scalar) -> InputNode.Content {
    guard scalar.style == .plain else { return .text(scalar.string) }
    switch scalar.string {
    case "", "~", "null": return .null
    case "true": return .boolean(true)
    case "false": return .boolean(false)
    case ".inf": return .number(.infinity)
    case "-.inf": return .number(-.infinity)
    case ".nan": return .number(.nan)
    default: break
    }
    if let value = Int(scalar.string) { return .integer(value) }
    if scalar.string.first.map({ $0.isNumber || "+-.".contains($0) }) == true, let value = Double(scalar.string) {
      return .number(value)
    }
    return .text(scalar.string)
  }

  private static func diagnostic(for error: YamlError, in text: String, file: String) -> Diagnostic {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      let hasTab = mark.line >= 1 && mark.line <= lines.count && lines[mark.line - 1].contains("\t")
      return Diagnostic(
        id: hasTab ? "yaml-tab" : "yaml-invalid", file: file, line: mark.line,
        found: hasTab ? "a tab" : problem.trimmingCharacters(in: .whitespaces),
        expected: hasTab ? "spaces: YAML does not allow tabs in indentation" : "valid YAML")
    case .duplicatedKeysInMapping(let duplicates, let context):
      return Diagnostic(
        id: "duplicate-key", file: file, key: duplicates.map { "\($0)" }.sorted().joined(separator: ", "),
        line: context.mark.line, found: "the same key twice", expected: "each key once")
    default:
      return Diagnostic(id: "yaml-invalid", file: file, found: "\(error)", expected: "valid YAML")
    }
  }
}
