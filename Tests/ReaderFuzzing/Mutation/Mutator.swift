/// Damages a text as people, editors, networks and people who mean harm do.
public struct Mutator {
  private static let largest = 1 << 20

  private var random: RandomSource
  /// Other texts of the same kind, of which parts are taken.
  private let others: [[UInt8]]

  /// - Parameters:
  ///   - random: Decides everything.
  ///   - others: Texts of the same kind, of which parts are taken.
  public init(_ random: RandomSource, others: [[UInt8]]) {
    self.random = random
    self.others = others
  }

  /// The text after one to four changes.
  public mutating func mutated(_ seed: [UInt8]) -> [UInt8] {
    var bytes = seed
    // One change alone comes furthest.
    for _ in 0..<random.pick([1, 1, 1, 2, 3, 4]) {
      change(&bytes)
      if bytes.count > Self.largest { bytes.removeSubrange(Self.largest...) }
    }
    return bytes
  }

  /// Most changes keep the form, so that they come past the parser.
  private mutating func change(_ bytes: inout [UInt8]) {
    switch random.index(below: 28) {
    case 0..<5: replaceToken(&bytes, with: Extremes.numbers, where: Self.isNumber)
    case 5..<9: changeNumber(&bytes)
    case 9..<11: replaceToken(&bytes, with: Extremes.words, where: Self.isLetter)
    case 11..<13: swapTokens(&bytes)
    case 13..<15: copyLine(&bytes)
    case 15, 16: removeLine(&bytes)
    case 17: removeEntry(&bytes)
    case 18: duplicateRange(&bytes)
    case 19: nest(&bytes)
    case 20: insertWord(&bytes)
    case 21: splice(&bytes)
    case 22: flipBit(&bytes)
    case 23: removeRange(&bytes)
    case 24: changeLineEnds(&bytes)
    case 25: indent(&bytes)
    case 26: truncate(&bytes)
    default: replaceByte(&bytes)
    }
  }

  // MARK: - Tokens

  private static func isNumber(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 || byte == 0x2E }
  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A || byte == 0x5F }

  /// A run of such bytes near a random place.
  private mutating func token(in bytes: [UInt8], where belongs: (UInt8) -> Bool) -> Range<Int>? {
    let start = random.index(below: bytes.count)
    guard let first = bytes[start...].firstIndex(where: belongs) ?? bytes.firstIndex(where: belongs) else { return nil }
    var low = first
    while low > 0, belongs(bytes[low - 1]) { low -= 1 }
    let high = bytes[first...].firstIndex { !belongs($0) } ?? bytes.count
    return low..<high
  }

  private mutating func replaceToken(
    _ bytes: inout [UInt8], with values: [String], where belongs: (UInt8) -> Bool
  ) {
    guard let range = token(in: bytes, where: belongs) else { return insertWord(&bytes) }
    bytes.replaceSubrange(range, with: Array(random.pick(values).utf8))
  }

  /// A number that is only a little or much too large, as a lie would have it.
  private mutating func changeNumber(_ bytes: inout [UInt8]) {
    guard let range = token(in: bytes, where: Self.isNumber) else { return insertWord(&bytes) }
    let text = String(decoding: bytes[range], as: UTF8.self)
    let step = random.index(below: 8)
    let changed: String?
    if let value = Int(text), abs(value) < 1 << 40 {
      changed =
        "\([value + 1, value - 1, value * 2, value / 2, value * 1000, value % 1000 * 7, -value, 0][step])"
    } else if let value = Double(text) {
      changed =
        "\([value * 1.001, value * 2, value / 2, value * 1e6, value * 1e-6, -value, value + 1, 1 / value][step])"
    } else {
      changed = nil
    }
    bytes.replaceSubrange(range, with: Array((changed ?? "1").utf8))
  }

  private mutating func swapTokens(_ bytes: inout [UInt8]) {
    let isOfNumbers = random.index(below: 2) == 0
    func belongs(_ byte: UInt8) -> Bool { isOfNumbers ? Self.isNumber(byte) : Self.isLetter(byte) }
    guard let first = token(in: bytes, where: belongs), let second = token(in: bytes, where: belongs) else { return }
    bytes.replaceSubrange(second, with: Array(bytes[first]))
  }

  // MARK: - Lines and entries

  private mutating func line(in bytes: [UInt8]) -> Range<Int> {
    let place = random.index(below: bytes.count)
    let start = bytes[..<place].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    let end = bytes[place...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
    return start..<end
  }

  private mutating func copyLine(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    let text = Array(bytes[line(in: bytes)])
    let times = random.index(below: 8) == 0 ? 1 + random.index(below: 500) : 1
    bytes.insert(contentsOf: (0..<times).flatMap { _ in text }, at: line(in: bytes).lowerBound)
  }

  private mutating func removeLine(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    bytes.removeSubrange(line(in: bytes))
  }

  /// What stands between two commas.
  private mutating func removeEntry(_ bytes: inout [UInt8]) {
    let place = random.index(below: bytes.count)
    guard let start = bytes[..<place].lastIndex(of: 0x2C), let end = bytes[place...].firstIndex(of: 0x2C) else {
      return
    }
    bytes.removeSubrange(start..<end)
  }

  /// Puts a value into lists or mappings, a few or a thousand deep.
  private mutating func nest(_ bytes: inout [UInt8]) {
    guard let range = token(in: bytes, where: { Self.isNumber($0) || Self.isLetter($0) }) else { return }
    let depth = random.pick([1, 1, 2, 3, 10, 150, 600, 5_000])
    let (opening, closing) = random.pick([("[", "]"), ("{\"a\":", "}"), ("- ", ""), ("{a: ", "}")])
    let inside = String(decoding: bytes[range], as: UTF8.self)
    let text = String(repeating: opening, count: depth) + inside + String(repeating: closing, count: depth)
    bytes.replaceSubrange(range, with: Array(text.utf8))
  }

  private mutating func changeLineEnds(_ bytes: inout [UInt8]) {
    let end: [UInt8] = random.pick([[0x0D, 0x0A], [0x0D], [0x0A, 0x0A], [0x20]])
    bytes = bytes.flatMap { $0 == 0x0A ? end : [$0] }
    if random.index(below: 2) == 0 { bytes.insert(contentsOf: [0xEF, 0xBB, 0xBF], at: 0) }
  }

  private mutating func indent(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    let space: [UInt8] = random.pick([[0x20], [0x20, 0x20], [0x09], Array(repeating: 0x20, count: 300)])
    bytes.insert(contentsOf: space, at: line(in: bytes).lowerBound)
  }

  // MARK: - Bytes

  private mutating func range(in bytes: [UInt8]) -> Range<Int> {
    let start = random.index(below: bytes.count + 1)
    return start..<min(bytes.count, start + 1 + random.index(below: random.pick([4, 40, 400])))
  }

  private mutating func duplicateRange(_ bytes: inout [UInt8]) {
    let part = Array(bytes[range(in: bytes)])
    bytes.insert(contentsOf: part, at: random.index(below: bytes.count + 1))
  }

  private mutating func removeRange(_ bytes: inout [UInt8]) { bytes.removeSubrange(range(in: bytes)) }

  private mutating func truncate(_ bytes: inout [UInt8]) {
    bytes.removeSubrange(random.index(below: bytes.count + 1)...)
  }

  private mutating func splice(_ bytes: inout [UInt8]) {
    let other = random.pick(others)
    bytes.replaceSubrange(range(in: bytes), with: other[range(in: other)])
  }

  private mutating func insertWord(_ bytes: inout [UInt8]) {
    bytes.insert(contentsOf: random.pick(Extremes.words).utf8, at: random.index(below: bytes.count + 1))
  }

  private mutating func flipBit(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    bytes[random.index(below: bytes.count)] ^= 1 << UInt8(random.index(below: 8))
  }

  private mutating func replaceByte(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    bytes[random.index(below: bytes.count)] = UInt8(truncatingIfNeeded: random.next())
  }
}
