/// One value of an input file, with the place where it stands, so that whoever reads it can say what is wrong where.
public struct InputNode: Sendable {
  /// What a file can hold.
  public enum Content: Sendable {
    case null
    case boolean(Bool)
    case integer(Int)
    /// May be infinite: some published configurations write a bare `Infinity`.
    case number(Double)
    case text(String)
    case list([InputNode])
    /// In the order of the file for YAML, by key for JSON.
    case mapping([(key: String, value: InputNode)])
  }

  /// The file as the user named it.
  public let file: String
  /// The path of keys to this value: "pools[0].racks"; empty at the root.
  public var key: String { InputPath.text(step, in: container) }
  /// From 1, where the format tells.
  public let line: Int?
  /// What stands here.
  public let content: Content
  private let step: InputPath.Step
  private let container: InputPath?

  /// - Parameters:
  ///   - file: The file as the user named it.
  ///   - key: The path of keys to this value.
  ///   - line: From 1, where the format tells.
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

  /// A fault at this place. `found` is what stands here.
  /// - Parameters:
  ///   - id: Stable identifier for scripts.
  ///   - expected: What would have been right.
  ///   - advice: What to do, where it does not follow.
  public func fault(_ id: String, expected: String, advice: String? = nil) -> Diagnostic {
    Diagnostic(id: id, file: file, key: key, line: line, found: summary, expected: expected, advice: advice)
  }

  /// The value in a few words, for messages.
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
