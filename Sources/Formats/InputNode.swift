import FoundationEssentials

/// A value of an input file with its place, so that a fault can name file, key and line.
public struct InputNode: Sendable {
  /// The content of a value.
  public enum Content: Sendable {
    case null
    case boolean(Bool)
    case integer(Int)
    /// A number, which may be infinite: some published configurations contain a bare `Infinity`.
    case number(Double)
    case text(String)
    case list([InputNode])
    /// Entries in the order of the file for YAML, sorted by key for JSON.
    case mapping([(key: String, value: InputNode)])
  }

  public let file: String
  /// The path of keys to this value: "pools[0].racks"; empty at the root.
  public var key: String { InputPath.text(step, in: container) }
  /// The line number, from 1; `nil` where the format has no lines.
  public let line: Int?
  public let content: Content
  private let step: InputPath.Step
  private let container: InputPath?

  /// - Parameters:
  ///   - file: The file as the user named it.
  ///   - key: The path of keys to this value.
  ///   - line: The line number, from 1; `nil` where the format has no lines.
  ///   - content: The value.
  public init(file: String, key: String = "", line: Int? = nil, content: Content) {
    self.init(file: file, step: .key(key), in: nil, line: line, content: content)
  }

  init(file: String, step: InputPath.Step, in container: InputPath?, line: Int?, content: Content) {
    self.file = file
    self.step = step
    self.container = container
    self.line = line
    self.content = content
  }

  /// A fault at this place. `found` is a summary of the content.
  /// - Parameters:
  ///   - id: The stable identifier for scripts.
  ///   - expected: The value expected.
  ///   - advice: The remedy, where it does not follow from `expected`.
  public func fault(_ id: DiagnosticID, expected: String, advice: String? = nil) -> Diagnostic {
    Diagnostic(id: id, file: file, key: key, line: line, found: summary, expected: expected, advice: advice)
  }

  /// A short description of the value for messages.
  public var summary: String {
    switch content {
    case .null: "nothing"
    case .boolean(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .text(let value): "\"\(value.count > 60 ? value.prefix(57) + "..." : value[...])\""
    case .list(let items): "a list of \(items.count)"
    case .mapping(let entries): "a mapping of \(entries.count) keys"
    }
  }

  /// The path of a key below this node.
  public func path(to child: String) -> String { key.isEmpty ? child : "\(key).\(child)" }
}

/// Reads a file, or a text that ships with the product, into values with their places.
public enum InputDocument {
  /// Reads JSON (`.json`) or YAML (anything else).
  /// - Throws: `Diagnostic` where the file cannot be read or is not of the format of its name.
  public static func read(contentsOf path: String) throws -> InputNode {
    try parse(bytes(ofFile: path), file: path)
  }

  /// The bytes of a regular file.
  /// - Throws: `Diagnostic` "missing-file", "file-unreadable" or "file-too-large".
  public static func bytes(ofFile path: String) throws -> Data { try InputFile(path: path).bytes() }

  /// Whether a path exists. A broken link counts, so that reading it reports the fault.
  public static func isThere(_ path: String) -> Bool { InputFile(path: path).isThere }

  /// Parses the content of a file.
  /// - Parameters:
  ///   - data: The content in bytes.
  ///   - file: The file name used in messages.
  ///   - isJSON: Whether the content is JSON; `nil` decides by the ending of the name.
  ///   - firstLine: The line number of the first byte, where the data is part of a file.
  /// - Throws: `Diagnostic` with file and line.
  public static func parse(_ data: Data, file: String, isJSON: Bool? = nil, firstLine: Int = 1) throws -> InputNode {
    let text = try InputText.checked(data, file: file)
    let start = String(decoding: text.drop { $0 <= 0x20 }.prefix(3), as: UTF8.self)
    guard !start.isEmpty else {
      throw Diagnostic(id: .fileEmpty, file: file, found: "an empty file", expected: "a configuration")
    }
    guard !start.hasPrefix("<") || start == "<<:" else {
      throw Diagnostic(
        id: .htmlPage, file: file, found: "an HTML or XML page (it starts with \"<\")",
        expected: "JSON or YAML", advice: "download the raw file instead of the web page that shows it")
    }
    return isJSON ?? file.hasSuffix(".json")
      ? try JSONReader.parse(text, file: file, firstLine: firstLine) : try YAMLReader.parse(text, file: file)
  }
}

/// The keys and indices that lead to a value, kept as a chain: a document has millions of values, and few are asked for
/// their path.
final class InputPath: Sendable {
  /// One key or index.
  enum Step: Sendable {
    case key(String)
    case index(Int)
  }

  private let parent: InputPath?
  private let step: Step

  init(_ step: Step, in parent: InputPath?) {
    self.parent = parent
    self.step = step
  }

  /// The path as text: "pools[0].racks".
  static func text(_ step: Step, in parent: InputPath?) -> String {
    var steps = [step]
    var container = parent
    while let path = container {
      steps.append(path.step)
      container = path.parent
    }
    return steps.reversed().reduce(into: "") { text, step in
      switch step {
      case .index(let index): text += "[\(index)]"
      case .key(let key): text += text.isEmpty ? key : key.isEmpty ? "" : ".\(key)"
      }
    }
  }
}
