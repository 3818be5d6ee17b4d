import Yams

/// YAML that every reader takes for the same values, whichever version of the language it speaks.
public enum YAMLText {
  /// Documents one after the other.
  ///
  /// - Parameters:
  ///   - documents: At least one.
  ///   - comments: Lines in front of the first document, without "#".
  public static func documents(_ documents: [YAMLValue], comments: [String] = []) -> String {
    let head = comments.map { $0.isEmpty ? "#\n" : "# \($0)\n" }.joined()
    return head + documents.map(text).joined(separator: "---\n")
  }

  private static func text(_ value: YAMLValue) -> String {
    // It throws where the emitter is used out of order, and for text that is no Unicode; neither comes from here.
    (try? Yams.serialize(node: node(value), width: -1, allowUnicode: true)) ?? ""
  }

  private static func node(_ value: YAMLValue) -> Node {
    switch value {
    case .text(let text): Node(text, Tag(.str), style(of: text))
    case .integer(let number): Node(String(number), Tag(.int), .plain)
    case .boolean(let flag): Node(flag ? "true" : "false", Tag(.bool), .plain)
    case .list(let values): Node(values.map(node), Tag(.seq), values.isEmpty ? .flow : .block)
    case .mapping(let entries):
      Node(
        entries.map { (Node($0.0, Tag(.str), style(of: $0.0)), node($0.1)) }, Tag(.map),
        entries.isEmpty ? .flow : .block)
    }
  }

  /// Without quotes stands only what no version of YAML reads as anything but text.
  private static func style(of text: String) -> Node.Scalar.Style {
    if text.hasSuffix("\n") { return .literal }
    let name = text.hasPrefix("--") ? text.dropFirst(2) : text[...]
    guard let first = name.utf8.first, letters.contains(first) || (first == UInt8(ascii: "/") && name == text[...]),
      text.utf8.count > 1, !text.hasSuffix(":"), text.utf8.allSatisfy({ plain.contains($0) }),
      !words.contains(text.lowercased())
    else { return .doubleQuoted }
    return .plain
  }

  private static let letters = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
  private static let plain = letters.union("0123456789_./-:".utf8)
  private static let words: Set = ["true", "false", "yes", "no", "on", "off", "null"]
}
