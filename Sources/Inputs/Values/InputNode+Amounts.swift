extension InputNode {
  /// A share of one: 0.005 or "0.5 %".
  public func share() throws -> Double {
    if case .text(let text) = content, text.hasSuffix("%") {
      let number = text.dropLast().filter { $0 != " " }
      if let percent = Double(number), percent >= 0, percent <= 100 { return percent / 100 }
    }
    if case .text = content { throw fault("wrong-type", expected: "a share such as 0.005 or \"0.5 %\"") }
    return try number(atLeast: 0, atMost: 1)
  }

  /// A whole number of tokens: 4000 or "4000 tokens".
  public func tokens(atLeast minimum: Int = 1, atMost maximum: Int = 1 << 32) throws -> Int {
    guard case .text(let text) = content else { return try integer(atLeast: minimum, atMost: maximum) }
    let words = text.split(separator: " ")
    guard words.count == 2, words[1] == "tokens" || words[1] == "token", let count = Int(words[0]) else {
      throw fault("wrong-type", expected: "a whole number of tokens, such as 4000 or \"4000 tokens\"")
    }
    guard count >= minimum, count <= maximum else {
      throw fault("out-of-range", expected: "a whole number of \(minimum) to \(maximum)")
    }
    return count
  }
}
