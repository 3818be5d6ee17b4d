import Inputs
import Plans
import Quantities

/// Numbers of the policy that can be smaller, or larger.
struct NumberLevers {
  private let source: DeploymentSource

  /// Numbers are tried in sixteenths of what they are, and below one sixteenth by halves.
  private static let smaller: [Double] =
    stride(from: 15.0, through: 1, by: -1).map { $0 / 16 } + [1.0 / 32, 1.0 / 64, 1.0 / 128]
  /// Prompts of less than half are other requests, and not a smaller change.
  private static let shorterPrompts: [Double] = stride(from: 15.0, through: 8, by: -1).map { $0 / 16 }
  private static let mostWorkers = 16

  init(_ source: DeploymentSource) { self.source = source }

  /// Fewer copies of experts, down to none.
  var redundantExperts: Lever? {
    let keys = ["redundant-experts", "layout.redundant-experts", "layout.decode.redundant-experts"]
    guard let key = present(keys), let count = value(key), count > 0 else { return nil }
    let counts = distinct(Self.smaller.map { Int(Double(count) * $0) } + [0], besides: count, least: 0)
    return Lever(
      name: "redundant-experts",
      steps: counts.compactMap { step(key, $0, "\($0) redundant experts instead of \(count)") })
  }

  /// Fewer sequences in flight, or fewer clients.
  var sequences: Lever? {
    guard let key = present(["batch", "most-sequences", "concurrency"]), let count = value(key) else { return nil }
    let noun = ["batch": "sequences in flight", "concurrency": "clients"][key] ?? "sequences on each rank"
    let counts = distinct(Self.smaller.map { Int(Double(count) * $0) }, besides: count)
    return Lever(
      name: "sequences",
      steps: counts.compactMap { step(key, $0, "\(grouped($0)) \(noun) instead of \(grouped(count))") })
  }

  /// A shorter context: the longest of several is cut to what the others allow.
  var context: Lever? {
    guard let key = present(["context", "input"]), let node = source.node.value(at: key) else { return nil }
    guard case .list(let items) = node.content else {
      guard let count = value(key) else { return nil }
      let shares = key == "context" ? Self.smaller : Self.shorterPrompts
      let counts = distinct(shares.map { Int(Double(count) * $0) }, besides: count)
      let noun = key == "context" ? "a context" : "prompts"
      return Lever(
        name: "context",
        steps: counts.compactMap { step(key, $0, "\(noun) of \(grouped($0)) instead of \(grouped(count)) tokens") })
    }
    let lengths = items.compactMap { try? $0.tokens() }
    guard let longest = lengths.max() else { return nil }
    let counts = distinct(Self.smaller.map { Int(Double(longest) * $0) }, besides: longest)
    return Lever(name: "context", steps: counts.compactMap { capped(items, lengths, at: $0, longest) })
  }

  /// More workers of a layout that stands in the policy.
  var workers: Lever? {
    let keys = ["layout.workers", "layout.decode.workers"]
    guard source.node.value(at: "layout") != nil else { return nil }
    let key = present(keys) ?? (source.node.value(at: "layout.decode") == nil ? keys[0] : keys[1])
    let count = value(key) ?? 1
    let role = key == keys[1] ? "decode workers" : "workers"
    return Lever(
      name: "workers",
      steps: (1...Self.mostWorkers).compactMap { step(key, count + $0, "\(count + $0) \(role) instead of \(count)") },
      isMonotone: false)
  }

  // MARK: - Edits

  private func present(_ keys: [String]) -> String? { keys.first { source.node.value(at: $0) != nil } }

  private func value(_ key: String) -> Int? { source.node.value(at: key).flatMap { try? $0.tokens(atLeast: 0) } }

  private func grouped(_ count: Int) -> String { Numerals.grouped(count) }

  private func distinct(_ counts: [Int], besides present: Int, least: Int = 1) -> [Int] {
    var seen: Set<Int> = [present]
    return counts.filter { $0 >= least && seen.insert($0).inserted }
  }

  private func step(_ key: String, _ count: Int, _ sentence: String) -> LeverStep? {
    source.edited(key, to: .integer(count), sentence: sentence, replacement: "\(count)")
  }

  private func capped(_ items: [InputNode], _ lengths: [Int], at limit: Int, _ longest: Int) -> LeverStep? {
    let capped = lengths.map { min($0, limit) }.reduce(into: [Int]()) { if !$0.contains($1) { $0.append($1) } }
    let nodes = zip(capped, items).map { InputNode(file: $1.file, key: $1.key, line: $1.line, content: .integer($0)) }
    return source.edited(
      "context", to: .list(nodes),
      sentence: "contexts of at most \(grouped(limit)) instead of \(grouped(longest)) tokens",
      replacement: "[\(capped.map(String.init).joined(separator: ", "))]")
  }
}

extension DeploymentSource {
  /// A step that writes a value into the deployment; `nil` where the key has no place in it.
  func edited(_ key: String, to content: InputNode.Content, sentence: String, replacement: String) -> LeverStep? {
    guard let changed = node.setting(key, to: content) else { return nil }
    var source = self
    source.node = changed
    let present = node.value(at: key)
    return LeverStep(
      sentence: sentence, source: source,
      place: present.map { SourcePlace($0) } ?? SourcePlace(file: node.file, line: node.line, key: node.path(to: key)),
      replacement: replacement)
  }
}
