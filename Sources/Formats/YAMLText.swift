import YAMLBridge

/// YAML that readers of every version of the language read as the same values.
public enum YAMLText {
  /// Several documents in one text.
  ///
  /// - Parameters:
  ///   - documents: The documents, at least one.
  ///   - comments: Comment lines above the first document, without "#".
  public static func documents(_ documents: [YAMLValue], comments: [String] = []) -> String {
    let head = comments.map { $0.isEmpty ? "#\n" : "# \(PlainText.visible($0))\n" }.joined()
    return head + documents.map(text).joined(separator: "---\n")
  }

  private static func text(_ value: YAMLValue) -> String { YAMLEmitter.text(value, style: style) }

  /// The quoting style: plain only for text that no version of YAML reads as another type.
  private static func style(of text: String) -> yaml_scalar_style_t {
    if text.hasSuffix("\n") { return YAML_LITERAL_SCALAR_STYLE }
    let name = text.hasPrefix("--") ? text.dropFirst(2) : text[...]
    guard let first = name.utf8.first, letters.contains(first) || (first == UInt8(ascii: "/") && name == text[...]),
      text.utf8.count > 1, !text.hasSuffix(":"), text.utf8.allSatisfy({ plain.contains($0) }),
      !words.contains(text.lowercased())
    else { return YAML_DOUBLE_QUOTED_SCALAR_STYLE }
    return YAML_PLAIN_SCALAR_STYLE
  }

  private static let letters = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
  private static let plain = letters.union("0123456789_./-:".utf8)
  private static let words: Set = ["true", "false", "yes", "no", "on", "off", "null"]
}

/// A value of a YAML document. Keys keep the order in which they are written.
public indirect enum YAMLValue: Sendable, Equatable {
  case text(String)
  case integer(Int)
  case boolean(Bool)
  case list([YAMLValue])
  case mapping([(String, YAMLValue)])

  /// Whether both have the same values under the same keys in the same order.
  public static func == (left: YAMLValue, right: YAMLValue) -> Bool {
    switch (left, right) {
    case (.text(let one), .text(let other)): one == other
    case (.integer(let one), .integer(let other)): one == other
    case (.boolean(let one), .boolean(let other)): one == other
    case (.list(let one), .list(let other)): one == other
    case (.mapping(let one), .mapping(let other)): one.count == other.count && zip(one, other).allSatisfy(==)
    default: false
    }
  }

  /// A mapping without the keys whose value is `nil`.
  public static func object(_ entries: KeyValuePairs<String, YAMLValue?>) -> YAMLValue {
    .mapping(entries.compactMap { key, value in value.map { (key, $0) } })
  }
}

extension YAMLValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
  public init(stringLiteral value: String) { self = .text(value) }
  public init(integerLiteral value: Int) { self = .integer(value) }
  public init(booleanLiteral value: Bool) { self = .boolean(value) }
}

extension YAMLValue: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
  public init(arrayLiteral elements: YAMLValue...) { self = .list(elements) }
  /// A mapping, in the order written.
  public init(dictionaryLiteral elements: (String, YAMLValue)...) { self = .mapping(elements) }
}
