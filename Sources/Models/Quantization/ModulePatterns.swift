import Formats
import Quantities

/// Names of modules as quantisation configurations write them: plain, with `*`, or as a regular expression ("re:...").
struct ModulePatterns {
  private var plain: Set<String> = []
  /// The pieces between the stars, as UTF-8.
  private var globs: [[[UInt8]]] = []
  private var expressions: [Regex<AnyRegexOutput>] = []

  /// An empty list, which matches nothing.
  init() {}

  /// - Parameter list: A list of texts; `nil` is an empty one.
  /// - Throws: `Diagnostic` "wrong-type", or "expression-invalid" for a regular expression that cannot be read.
  init(_ list: InputNode?) throws {
    for item in try list?.items() ?? [] { try add(item.text(), from: item) }
  }

  /// - Parameter name: One pattern, plain or with `*`.
  init(_ name: String) { add(name) }

  /// Adds one pattern. `node` is its place, for messages.
  mutating func add(_ name: String, from node: InputNode) throws {
    guard name.hasPrefix("re:") else { return add(name) }
    do {
      expressions.append(try Regex(String(name.dropFirst(3))))
    } catch {
      throw node.fault(.expressionInvalid, expected: "a regular expression after \"re:\"")
    }
  }

  /// Adds one pattern, plain or with `*`.
  mutating func add(_ name: String) {
    if name.contains("*") {
      globs.append(name.split(separator: "*", omittingEmptySubsequences: false).map { Array($0.utf8) })
    } else {
      plain.insert(name)
    }
  }

  /// Whether a module is named: by its full name, by a module that holds it, or by any parts of its name: files name
  /// "gate" and mean "model.layers.7.mlp.gate".
  func match(_ module: String) -> Bool {
    if expressions.contains(where: { (try? $0.prefixMatch(in: module)) != nil }) { return true }
    let name = Array(module.utf8)
    let dots = name.indices.filter { name[$0] == UInt8(ascii: ".") }
    for end in dots + [name.count] {
      if globs.contains(where: { Self.glob($0, fits: name[..<end]) }) { return true }
      guard !plain.isEmpty else { continue }
      for start in [0] + dots.map({ $0 + 1 }) where start < end {
        if plain.contains(String(decoding: name[start..<end], as: UTF8.self)) { return true }
      }
    }
    return false
  }

  /// Whether a text consists of the pieces in order, with anything between them.
  private static func glob(_ pieces: [[UInt8]], fits text: ArraySlice<UInt8>) -> Bool {
    guard let first = pieces.first, let last = pieces.last, text.starts(with: first) else { return false }
    var rest = text.dropFirst(first.count)
    for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
      guard let range = rest.firstRange(of: piece) else { return false }
      rest = rest[range.upperBound...]
    }
    return rest.count >= last.count && rest.suffix(last.count).elementsEqual(last)
  }
}
