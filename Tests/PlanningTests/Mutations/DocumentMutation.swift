import Foundation

/// One change somewhere in a document: a number scaled, a word replaced, an entry removed, doubled or swapped, a key gone or
/// lent by another entry of the same list.
struct DocumentMutation: Sendable, CustomStringConvertible {
  /// Where, indices left out: "layout.stages.#.hop".
  let place: String
  /// What was done: "remove", "scale".
  let kind: String
  /// The document after it.
  let data: Data

  var description: String { "\(kind) at \(place)" }

  /// - Returns: `nil` where the place that was drawn has nothing to change.
  init?(_ document: Data, using random: inout SplitMix) throws {
    let tree = try JSONSerialization.jsonObject(with: document)
    var places: [String: [[Step]]] = [:]
    Self.visit(tree, [], &places)
    // Every field is as likely as any other, however often it stands there.
    let names = places.keys.sorted()
    place = names[Int.random(in: 0..<names.count, using: &random)]
    let choices = places[place] ?? []
    let path = choices[Int.random(in: 0..<choices.count, using: &random)]
    var kind = ""
    let alike = choices.compactMap { Self.value(tree, $0[...]) as? [String: Any] }
    let changed = Self.changing(tree, path[...]) { value in
      Self.lent(value, by: alike, &kind, &random) ?? Self.changed(value, &kind, &random)
    }
    self.kind = kind
    data = try JSONSerialization.data(withJSONObject: changed, options: [.sortedKeys])
    guard try data != JSONSerialization.data(withJSONObject: tree, options: [.sortedKeys]) else { return nil }
  }

  enum Step {
    case key(String)
    case index(Int)
  }

  private static func visit(_ value: Any, _ path: [Step], _ places: inout [String: [[Step]]]) {
    let name = path.map { if case .key(let key) = $0 { key } else { "#" } }.joined(separator: ".")
    if !path.isEmpty { places[name, default: []].append(path) }
    if let object = value as? [String: Any] {
      for key in object.keys.sorted() { visit(object[key] as Any, path + [.key(key)], &places) }
    } else if let list = value as? [Any] {
      for (index, item) in list.enumerated() { visit(item, path + [.index(index)], &places) }
    }
  }

  private static func changing(_ value: Any, _ path: ArraySlice<Step>, _ change: (Any) -> Any) -> Any {
    guard let step = path.first else { return change(value) }
    switch step {
    case .key(let key):
      guard var object = value as? [String: Any], let inner = object[key] else { return value }
      object[key] = changing(inner, path.dropFirst(), change)
      return object
    case .index(let index):
      guard var list = value as? [Any] else { return value }
      list[index] = changing(list[index], path.dropFirst(), change)
      return list
    }
  }

  private static func value(_ tree: Any, _ path: ArraySlice<Step>) -> Any? {
    switch path.first {
    case nil: tree
    case .key(let key)?: (tree as? [String: Any])?[key].flatMap { value($0, path.dropFirst()) }
    case .index(let index)?: (tree as? [Any]).flatMap { value($0[index], path.dropFirst()) }
    }
  }

  /// An object with a key that others of its kind have and it has not; `nil` where there is none, and half of the time.
  private static func lent(
    _ value: Any, by others: [[String: Any]], _ kind: inout String, _ random: inout SplitMix
  ) -> Any? {
    guard var object = value as? [String: Any], Bool.random(using: &random) else { return nil }
    let missing = Set(others.flatMap(\.keys)).subtracting(object.keys).sorted()
    guard let key = missing.randomElement(using: &random), let lender = others.first(where: { $0[key] != nil }) else {
      return nil
    }
    kind = "lend"
    object[key] = lender[key]
    return object
  }

  private static func changed(_ value: Any, _ kind: inout String, _ random: inout SplitMix) -> Any {
    switch value {
    case let object as [String: Any]:
      kind = "forget"
      var object = object
      if let key = object.keys.sorted().randomElement(using: &random) { object[key] = nil }
      return object
    case let list as [Any]: return changed(list, &kind, &random)
    case let text as String:
      kind = "replace"
      return [text + "x", "", String(text.reversed())].randomElement(using: &random) ?? text
    case let number as NSNumber: return changed(number, &kind, &random)
    default: return value
    }
  }

  private static func changed(_ list: [Any], _ kind: inout String, _ random: inout SplitMix) -> [Any] {
    guard !list.isEmpty else { return list }
    var list = list
    let (first, second) = (
      Int.random(in: 0..<list.count, using: &random), Int.random(in: 0..<list.count, using: &random)
    )
    switch Int.random(in: 0..<3, using: &random) {
    case 0:
      kind = "remove"
      list.remove(at: first)
    case 1:
      kind = "double"
      list.insert(list[first], at: second)
    default:
      kind = "swap"
      list.swapAt(first, second)
    }
    return list
  }

  private static func changed(_ number: NSNumber, _ kind: inout String, _ random: inout SplitMix) -> Any {
    let value = number.doubleValue
    if String(cString: number.objCType) == "c" {
      kind = "flip"
      return !number.boolValue
    }
    if value == value.rounded(), value.magnitude < 1e6 {
      kind = "count"
      let whole = number.intValue
      return [whole + 1, whole - 1, 2 * whole + 1, -whole - 1, 0, 1_000_003].randomElement(using: &random) ?? whole
    }
    kind = "scale"
    return value * ([1.001, 0.999, 1.5, 0.1, 1000, -1, 0].randomElement(using: &random) ?? 1)
  }
}
