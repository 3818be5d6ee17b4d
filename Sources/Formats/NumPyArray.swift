/// An array in NumPy's `.npy` format, versions 1 to 3, in C order.
package struct NumPyArray {
  private static let mark: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// The element type.
  private enum Entry {
    case signed, unsigned, float
  }

  /// The number of elements along each axis.
  package let shape: [Int]
  /// The number of elements.
  package let count: Int
  private let entry: Entry
  private let size: Int
  private let isBigEndian: Bool
  private let bytes: [UInt8]
  private let start: Int

  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - file: The file name used in messages.
  /// - Throws: `Diagnostic` "npy-invalid" or "npy-unsupported".
  package init(parsing bytes: [UInt8], file: String) throws {
    guard Self.begins(bytes), bytes.count >= 10 else { throw Self.invalid("bytes that are no array", file) }
    let lengthSize = bytes[6] == 1 ? 2 : 4
    guard (1...3).contains(bytes[6]), let length = LittleEndian.number(in: bytes, at: 8, count: lengthSize),
      length <= UInt64(max(0, bytes.count - 8 - lengthSize))
    else { throw Self.invalid("a header that ends early, or of version \(bytes[6])", file) }
    let start = 8 + lengthSize + Int(length)
    let header = try NumPyHeader(
      parsing: String(decoding: bytes[8 + lengthSize..<start], as: UTF8.self), file: file)
    guard !header.isFortranOrder else {
      throw Self.unsupported("an array in Fortran's order", "C order: numpy.ascontiguousarray gives it", file)
    }
    (entry, size, isBigEndian) = try Self.entry(header.type, file: file)
    count = try Self.count(header.shape, file: file)
    guard bytes.count - start == count * size else {
      throw Self.invalid("\(bytes.count - start) bytes of entries", file, "\(count * size), as type and shape say")
    }
    (shape, self.bytes, self.start) = (header.shape, bytes, start)
  }

  /// Whether bytes begin with the magic number of the format.
  package static func begins(_ bytes: some Collection<UInt8>) -> Bool { bytes.starts(with: mark) }

  /// Whether the elements are whole numbers.
  package var isWhole: Bool { entry != .float }

  /// An element as a whole number, clamped to the range of `Int`.
  package func integer(at index: Int) -> Int {
    let raw = raw(at: index)
    guard entry == .signed else { return Int(clamping: raw) }
    let shift = UInt64(64 - 8 * size)
    return Int(Int64(bitPattern: raw << shift) >> Int64(shift))
  }

  /// An element as a floating-point number.
  package func number(at index: Int) -> Double {
    guard entry == .float else { return Double(integer(at: index)) }
    let raw = raw(at: index)
    return size == 4 ? Double(Float(bitPattern: UInt32(truncatingIfNeeded: raw))) : Double(bitPattern: raw)
  }

  private func raw(at index: Int) -> UInt64 {
    let first = start + index * size
    var value: UInt64 = 0
    for byte in 0..<size {
      value |= UInt64(bytes[first + byte]) << UInt64(8 * (isBigEndian ? size - 1 - byte : byte))
    }
    return value
  }

  private static func entry(_ type: String, file: String) throws -> (Entry, Int, Bool) {
    let kinds: [Character: Entry] = ["i": .signed, "u": .unsigned, "f": .float]
    let letters = Array(type)
    guard letters.count == 3, "<>|=".contains(letters[0]), let kind = kinds[letters[1]],
      let size = letters[2].wholeNumberValue, [1, 2, 4, 8].contains(size), kind != .float || size >= 4
    else {
      throw unsupported("entries of type '\(type)'", "whole numbers of 8 to 64 bits, or float32 or float64", file)
    }
    return (kind, size, letters[0] == ">")
  }

  private static func count(_ shape: [Int], file: String) throws -> Int {
    var count = 1
    for length in shape {
      let product = count.multipliedReportingOverflow(by: length)
      count = product.overflow ? .max : product.partialValue
    }
    guard count <= InputLimits.arrayEntries else {
      throw unsupported("an array of shape \(shape)", "at most \(InputLimits.arrayEntries) entries", file)
    }
    return count
  }

  private static func invalid(_ found: String, _ file: String, _ expected: String = "a whole .npy file") -> Diagnostic {
    Diagnostic(id: .npyInvalid, file: file, found: found, expected: expected)
  }

  private static func unsupported(_ found: String, _ expected: String, _ file: String) -> Diagnostic {
    Diagnostic(id: .npyUnsupported, file: file, found: found, expected: expected)
  }
}

/// The header of a `.npy` file: a Python literal with element type, order and shape.
private struct NumPyHeader {
  let type: String
  let isFortranOrder: Bool
  let shape: [Int]

  /// - Parameters:
  ///   - text: The literal: "{'descr': '<i8', 'fortran_order': False, 'shape': (3, 4), }".
  ///   - file: The file name used in messages.
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
      id: .npyInvalid, file: file, found: found, expected: "a header with 'descr', 'fortran_order' and 'shape'")
  }
}
