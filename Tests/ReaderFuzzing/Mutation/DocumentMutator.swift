import Foundation

/// Damages a JSON document and leaves it one: a value becomes an extreme, changes its sign or its scale, trades places
/// with another, or gets a hostile name; a key goes, or a list doubles. Such damage comes past the parser, to what uses the
/// document.
struct DocumentMutator {
  private var random: RandomSource

  init(_ random: RandomSource) { self.random = random }

  /// - Returns: `nil` where the text is no JSON.
  mutating func mutated(_ seed: [UInt8]) -> [UInt8]? {
    guard var document = try? JSONSerialization.jsonObject(with: Data(seed)) else { return nil }
    for _ in 0..<random.pick([1, 1, 1, 2, 4]) {
      var left = random.index(below: Self.count(document))
      document = changed(document, &left)
    }
    let data = try? JSONSerialization.data(withJSONObject: document, options: [.fragmentsAllowed, .sortedKeys])
    return data.map(Array.init)
  }

  /// Values in a document, itself among them.
  private static func count(_ value: Any) -> Int {
    switch value {
    case let list as [Any]: 1 + list.reduce(0) { $0 + count($1) }
    case let mapping as [String: Any]: 1 + mapping.values.reduce(0) { $0 + count($1) }
    default: 1
    }
  }

  /// The document with the value of a place in the walk changed.
  private mutating func changed(_ value: Any, _ left: inout Int) -> Any {
    if left == 0 {
      left = -1
      return replaced(value)
    }
    guard left > 0 else { return value }
    left -= 1
    switch value {
    case let list as [Any]: return list.map { changed($0, &left) }
    case let mapping as [String: Any]:
      var result = mapping
      for key in mapping.keys.sorted() { result[key] = changed(mapping[key] ?? 0, &left) }
      return result
    default: return value
    }
  }

  private mutating func replaced(_ value: Any) -> Any {
    switch value {
    case let list as [Any]: replaced(list)
    case let mapping as [String: Any]: replaced(mapping)
    case is String: random.pick(Self.texts)
    case let number as NSNumber: replaced(number.doubleValue)
    default: random.pick(Self.numbers)
    }
  }

  private mutating func replaced(_ list: [Any]) -> Any {
    guard !list.isEmpty else { return random.pick([[0], [], ["x"]] as [[Any]]) }
    var list = list
    switch random.index(below: 4) {
    case 0: list.remove(at: random.index(below: list.count))
    case 1: list.append(list[random.index(below: list.count)])
    case 2: list.swapAt(0, random.index(below: list.count))
    default: list = []
    }
    return list
  }

  private mutating func replaced(_ mapping: [String: Any]) -> Any {
    guard !mapping.isEmpty else { return mapping }
    var mapping = mapping
    let keys = mapping.keys.sorted()
    let (first, second) = (random.pick(keys), random.pick(keys))
    switch random.index(below: 3) {
    case 0: mapping[first] = nil
    case 1: (mapping[first], mapping[second]) = (mapping[second], mapping[first])
    default: mapping["extra"] = mapping[first]
    }
    return mapping
  }

  private mutating func replaced(_ number: Double) -> Any {
    switch random.index(below: 5) {
    case 0: -number
    case 1: number * random.pick([0.5, 0.999, 1.001, 2, 10, 1e6, 1e-6])
    case 2: number + random.pick([-1, 1, 7])
    default: random.pick(Self.numbers)
    }
  }

  private static let numbers: [Double] = [
    0, -1, 1, 2, 3, 7, 64, 255, 65_535, 65_536, 1_048_576, 1_048_577, 2_147_483_648, 9_007_199_254_740_992, 0.5, -0.5,
    1e-300, 1e-9, 1e12, 1e17, 1e18, 1e19, 1e60, 1e300, -1e300,
  ]
  private static let texts = [
    "", "x", "../../x", "/etc/x", "$(id)", "`id`", "a\nb", "\u{1B}[31m", "::error::x", "##[error]x", "=1+1", "a;b", "'",
    "\"", "proved", "latency", "gpus", "TP1", "PP2 × TP1 DP8 EP8", "\u{202E}x", String(repeating: "y", count: 3_000),
  ]
}
