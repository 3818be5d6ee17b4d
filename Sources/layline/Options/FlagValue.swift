import Inputs

/// Values of flags as located values, so that a bad one is refused as a bad figure of a file is.
enum FlagValue {
  /// - Parameters:
  ///   - flag: "--context": what messages name as the place.
  ///   - text: The value as written; `nil` where the flag was not given.
  static func node(_ flag: String, _ text: String?) -> InputNode? {
    text.map { InputNode(file: flag, content: content($0)) }
  }

  /// Infinity and NaN count as numbers, which no flag accepts.
  private static func content(_ text: String) -> InputNode.Content {
    if let whole = Int(text) { return .integer(whole) }
    if let number = Double(text) { return .number(number) }
    return .text(text)
  }
}

extension InputNode {
  /// A share of one: 0.005 or "0.5 %".
  func share() throws -> Double {
    if case .text(let text) = content, text.hasSuffix("%") {
      let number = text.dropLast().filter { $0 != " " }
      if let percent = Double(number), percent >= 0, percent <= 100 { return percent / 100 }
    }
    if case .text = content { throw fault("wrong-type", expected: "a share such as 0.005 or \"0.5 %\"") }
    return try number(atLeast: 0, atMost: 1)
  }
}
