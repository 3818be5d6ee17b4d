import Inputs

/// The header of a `.npy` file: a literal of Python with the type of the entries, their order and the shape.
struct NumPyHeader {
  let type: String
  let isFortranOrder: Bool
  let shape: [Int]

  /// - Parameters:
  ///   - text: "{'descr': '<i8', 'fortran_order': False, 'shape': (3, 4), }".
  ///   - file: Its name in messages.
  /// - Throws: `Diagnostic` "npy-invalid".
  init(parsing text: String, file: String) throws {
    var scanner = HeaderScanner(rest: text[...], file: file)
    var (type, order, shape) = (String?.none, Bool?.none, [Int]?.none)
    try scanner.take("{")
    while !scanner.takes("}") {
      let key = try scanner.quoted()
      try scanner.take(":")
      switch key {
      case "descr" where type == nil: type = try scanner.quoted()
      case "fortran_order" where order == nil: order = try scanner.truth()
      case "shape" where shape == nil: shape = try scanner.tuple()
      default: throw scanner.fault("the key '\(key)'")
      }
      guard scanner.takes(",") else {
        try scanner.take("}")
        break
      }
    }
    guard let type, let order, let shape, scanner.isAtEnd else { throw scanner.fault("a header that is not whole") }
    (self.type, isFortranOrder, self.shape) = (type, order, shape)
  }
}

private struct HeaderScanner {
  var rest: Substring
  let file: String

  var isAtEnd: Bool { rest.allSatisfy(\.isWhitespace) }

  mutating func takes(_ letter: Character) -> Bool {
    rest = rest.drop(while: \.isWhitespace)
    guard rest.first == letter else { return false }
    rest = rest.dropFirst()
    return true
  }

  mutating func take(_ letter: Character) throws {
    guard takes(letter) else { throw fault("\"\(rest.prefix(20))\" where \"\(letter)\" belongs") }
  }

  mutating func quoted() throws -> String {
    let quote: Character = takes("'") ? "'" : "\""
    if quote == "\"" { try take("\"") }
    let word = rest.prefix { $0 != quote }
    rest = rest.dropFirst(word.count)
    try take(quote)
    return String(word)
  }

  mutating func truth() throws -> Bool {
    rest = rest.drop(while: \.isWhitespace)
    for (word, value) in [("True", true), ("False", false)] where rest.hasPrefix(word) {
      rest = rest.dropFirst(word.count)
      return value
    }
    throw fault("\"\(rest.prefix(20))\" where True or False belongs")
  }

  mutating func tuple() throws -> [Int] {
    try take("(")
    var numbers: [Int] = []
    while !takes(")") {
      rest = rest.drop(while: \.isWhitespace)
      let digits = rest.prefix { ("0"..."9").contains($0) }
      guard let number = Int(digits), numbers.count < 8 else { throw fault("\"\(rest.prefix(20))\" in a shape") }
      numbers.append(number)
      rest = rest.dropFirst(digits.count)
      guard takes(",") else {
        try take(")")
        break
      }
    }
    return numbers
  }

  func fault(_ found: String) -> Diagnostic {
    Diagnostic(
      id: "npy-invalid", file: file, found: found, expected: "a header with 'descr', 'fortran_order' and 'shape'")
  }
}
