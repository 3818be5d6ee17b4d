import Glibc
import Clusters
import Formats
import FoundationEssentials
import Models
import Plans
import Quantities

/// The levers of a deployment, cheapest first: those that affect only balance or accuracy, then those that users
/// notice, then the targets, and machines last.
struct LeverCatalogue {
  let source: DeploymentSource

  /// - Parameters:
  ///   - rule: The rule that is violated.
  ///   - evaluation: The current figures of the deployment.
  ///   - subject: The deployment.
  /// - Throws: `Diagnostic` where an input is missing or wrong.
  func levers(for rule: CheckedRule, _ evaluation: Evaluation, _ subject: any PolicySubject) throws -> [Lever] {
    let numbers = NumberLevers(source: source)
    let all: [Lever?] =
      try [numbers.redundantExperts] + PrecisionLevers(source: source).levers()
      + [
        numbers.sequences, numbers.context, TargetLevers(source: source, subject: subject).lever(for: rule, evaluation),
        numbers.workers,
      ] + NodeLevers(source: source).levers()
    return all.compactMap(\.self).filter { !$0.steps.isEmpty }
  }
}

/// More nodes or racks of the same kind, in one pool at a time: an edit of the cluster's file.
private struct NodeLevers {
  let source: DeploymentSource

  private static let more = Array(1...32) + [40, 48, 56, 64, 80, 96, 112, 128, 192, 256]

  /// One lever for each pool.
  /// - Throws: `Diagnostic` where the cluster's file cannot be read.
  func levers() throws -> [Lever?] {
    guard source.node.value(at: "cluster") != nil else { return [] }
    let reference = try source.clusterReference()
    let root = try source.editedCluster ?? InputDocument.parse(reference.contents(), file: reference.file)
    var isFile = false
    if case .file = reference { isFile = true }
    return try source.cluster().pools.enumerated().map { index, pool in
      let isRack = pool.racks > 1 || pool.gpusPerDomain >= pool.gpusPerRack
      let key = "pools[\(index)].\(isRack ? "racks" : "nodesPerRack")"
      let present = isRack ? pool.racks : pool.nodesPerRack
      let steps = Self.more.compactMap { step(root, index, pool, key, present, present + $0, isFile: isFile) }
      return Lever(name: "nodes", steps: steps)
    }
  }

  private func step(
    _ root: InputNode, _ index: Int, _ pool: Pool, _ key: String, _ present: Int, _ count: Int, isFile: Bool
  ) -> LeverStep? {
    let nodes = key.hasSuffix("racks") ? count * pool.nodesPerRack : count * pool.racks
    guard var changed = root.setting(key, to: .integer(count)) else { return nil }
    if !pool.hosts.isEmpty {
      // The names of new nodes are not known; any that are not taken will do.
      let names = pool.hosts + (pool.hosts.count..<nodes).map { "added-\($0)" }
      let items = names.map { InputNode(file: root.file, key: "pools[\(index)].hosts", content: .text($0)) }
      changed = changed.setting("pools[\(index)].hosts", to: .list(items)) ?? changed
    }
    guard (try? Cluster(reading: changed)) != nil else { return nil }
    var source = source
    source.editedCluster = changed
    let noun = key.hasSuffix("racks") && pool.nodesPerRack > 1 ? "racks" : "nodes"
    let place = !isFile ? nil : root.value(at: key).map { SourcePlace($0) }
    return LeverStep(
      sentence:
        "\(count) \(noun) of \(noun == "racks" ? pool.gpusPerRack : pool.gpusPerNode) GPUs in pool \(pool.name) "
        + "instead of \(present)" + (pool.hosts.isEmpty ? "" : ", with names of their own in hosts"),
      source: source, place: place, replacement: "\(count)")
  }
}

/// Numbers of the policy that can be smaller, or larger.
private struct NumberLevers {
  let source: DeploymentSource

  /// Numbers are tried in sixteenths of their value, and below one sixteenth by halves.
  private static let smaller: [Double] =
    stride(from: 15.0, through: 1, by: -1).map { $0 / 16 } + [1.0 / 32, 1.0 / 64, 1.0 / 128]
  /// Prompts of less than half are other requests, and not a smaller change.
  private static let shorterPrompts: [Double] = stride(from: 15.0, through: 8, by: -1).map { $0 / 16 }
  private static let mostWorkers = 16

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

  /// A shorter context; of several, those above the allowed one are cut.
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

  /// More workers of a layout given in the policy.
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

/// Smaller formats of the KV cache and of the weights.
private struct PrecisionLevers {
  let source: DeploymentSource

  /// The cache in 8 bits; then the weights in every smaller format that the hardware multiplies, and in 4-bit integers,
  /// which are expanded on the way.
  /// - Throws: `Diagnostic` where an input is missing or wrong.
  func levers() throws -> [Lever?] {
    guard source.node.value(at: "model") != nil, source.node.value(at: "workers") == nil else { return [] }
    let model = try source.model()
    return [try cache(model)] + (try weights(model))
  }

  private func cache(_ model: ModelArchitecture) throws -> Lever? {
    let present = try source.cacheFormat() ?? model.cacheFormat ?? .bfloat16
    guard present.bits > 8 else { return nil }
    return lever("kv-precision", .float8, "the KV cache in fp8 instead of \(present.rawValue)")
  }

  private func weights(_ model: ModelArchitecture) throws -> [Lever?] {
    let pools = try source.cluster().pools
    let supported = [NumberFormat.float8, .nvfp4, .mxfp4].filter { format in
      pools.allSatisfy { $0.accelerator.peakRates[format] != nil }
    }
    let widest = model.widestWeightBits
    return (supported + [.integer4]).filter { $0.bits < widest }.map {
      lever("precision", $0, "the weights in \($0.rawValue)")
    }
  }

  private func lever(_ key: String, _ format: NumberFormat, _ sentence: String) -> Lever? {
    source.edited(key, to: .text(format.rawValue), sentence: sentence, replacement: format.rawValue)
      .map { Lever(name: key, steps: [$0]) }
  }
}

/// The limit itself, or the demand, as far as it has to be given up.
private struct TargetLevers {
  let source: DeploymentSource
  let subject: any PolicySubject

  /// The factors tried where no bound is known: 1.1 each time, up to about 100.
  private static let looser: [Double] = (1...49).map { pow(1.1, Double($0)) }

  /// - Returns: `nil` for rules that have no number to give up.
  func lever(for rule: CheckedRule, _ evaluation: Evaluation) -> Lever? {
    if rule.id == RuleJudge.demand { return demand(evaluation) }
    guard let quantity = LimitedQuantity(rawValue: rule.id), let limit = subject.limits[quantity] else { return nil }
    let values = rule.found.map { [$0.value] } ?? steps(limit)
    return Lever(name: "target", steps: values.compactMap { step(limit, $0) })
  }

  private func steps(_ limit: Limit) -> [Double] {
    Self.looser.map { limit.quantity.side == .atMost ? limit.value * $0 : limit.value / $0 }
  }

  private func step(_ limit: Limit, _ value: Double) -> LeverStep? {
    let written = limit.quantity.measure.written(value, roundingUp: limit.quantity.side == .atMost)
    let isNested = source.node.value(at: "limits.\(limit.quantity.rawValue).limit") != nil
    let key = "limits.\(limit.quantity.rawValue)\(isNested ? ".limit" : "")"
    return source.edited(
      key, to: Self.content(written),
      sentence: "\(limit.quantity.noun) of \(written) instead of \(limit.quantity.measure.text(limit.value))",
      replacement: written)
  }

  /// The rate that is served where a demand is not met; otherwise fractions of the demand.
  private func demand(_ evaluation: Evaluation) -> Lever? {
    let keys = ["requests-per-second", "tokens-per-second"]
    guard let key = keys.first(where: { source.node.value(at: $0) != nil }),
      let demand = try? source.node.value(at: key)?.number(atLeast: 0)
    else { return nil }
    let served = evaluation[.served].map { [demand * $0.value] } ?? Self.looser.map { demand / $0 }
    let noun = key == keys[0] ? "requests/s" : "output tokens/s"
    return Lever(
      name: "demand",
      steps: served.filter { $0 > 0 }.compactMap { rate in
        let written = LimitMeasure.number.written(rate, roundingUp: false)
        return source.edited(
          key, to: Self.content(written), sentence: "\(written) \(noun) instead of \(Numerals.significant(demand))",
          replacement: written)
      })
  }

  private static func content(_ written: String) -> InputNode.Content {
    Int(written).map { .integer($0) } ?? Double(written).map { .number($0) } ?? .text(written)
  }
}
