/// A value of a YAML document. Keys keep the order in which they are written.
public indirect enum YAMLValue: Sendable, Equatable {
  case text(String)
  case integer(Int)
  case boolean(Bool)
  case list([YAMLValue])
  case mapping([(String, YAMLValue)])

  /// The same values under the same keys in the same order.
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

  /// Without the keys whose value is `nil`.
  public static func object(_ entries: KeyValuePairs<String, YAMLValue?>) -> YAMLValue {
    .mapping(entries.compactMap { key, value in value.map { (key, $0) } })
  }
}

extension YAMLValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
  /// Text.
  public init(stringLiteral value: String) { self = .text(value) }
  /// A whole number.
  public init(integerLiteral value: Int) { self = .integer(value) }
  /// True or false.
  public init(booleanLiteral value: Bool) { self = .boolean(value) }
}

extension YAMLValue: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
  /// A list.
  public init(arrayLiteral elements: YAMLValue...) { self = .list(elements) }
  /// A mapping, in the order written.
  public init(dictionaryLiteral elements: (String, YAMLValue)...) { self = .mapping(elements) }
}
