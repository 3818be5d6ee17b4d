import Inputs

/// Values of flags as located values, so that a bad one is refused as a bad figure of a file is.
enum FlagValue {
  /// - Parameters:
  ///   - flag: "--context": what messages name as the place.
  ///   - text: The value as written; `nil` where the flag was not given.
  static func node(_ flag: String, _ text: String?) -> InputNode? {
    text.map { given(flag, $0) }
  }

  /// The value of a flag that has one.
  static func given(_ flag: String, _ text: String) -> InputNode { InputNode(file: flag, content: content(text)) }

  /// Infinity and NaN count as numbers, which no flag accepts.
  private static func content(_ text: String) -> InputNode.Content {
    if let whole = Int(text) { return .integer(whole) }
    if let number = Double(text) { return .number(number) }
    return .text(text)
  }
}
