import Costing
import Formats

/// The workload of an entry as traffic.
struct PublishedWorkload {
  /// The smallest prefill batch in tokens; a smaller number counts sequences, whatever the key.
  private static let fewestPromptTokens = 1024.0

  /// Tokens of a prompt where prefill is published without: the length of most such figures. Longer prompts cost more for
  /// their attention, which at this length is a tenth of the work.
  private static let usualPrompt = 4096.0

  let entry: PublishedEntry
  let deployment: Deployment

  let companions: PublishedCompanions

  /// - Throws: `Diagnostic` "missing-load" or "missing-lengths".
  func traffic() throws -> Traffic {
    guard let workload = entry.workload else { throw noLoad(found: "no workload") }
    let load = try load(workload)
    let lengths = try lengths(workload)
    if case .concurrency(let clients) = load, entry.what.hasPrefix("InferenceX") {
      return InferenceXClient.traffic(input: lengths.input, output: lengths.output, concurrency: clients)
    }
    return Traffic(
      inputTokens: lengths.input, outputTokens: lengths.output, averageContext: lengths.context,
      prefixCacheHitRate: try hitRate(workload), load: load)
  }

  // MARK: - How much

  private func load(_ workload: InputNode) throws -> Traffic.Load {
    if let concurrency = try workload.numberIfStated("concurrency"), concurrency > 0 {
      return .concurrency(concurrency)
    }
    let batch = try workload.numberIfStated("batch_per_gpu") ?? 0
    switch deployment {
    case .prefillOnly where batch >= Self.fewestPromptTokens: return .promptTokensPerRank(batch)
    case .aggregated where batch > 0, .decodeOnly where batch > 0: return .sequencesPerRank(batch)
    default: break
    }
    // Words that say as much as a number: everything is sent at once, or nothing before the last is answered.
    if entry.what.hasPrefix("max-throughput") { return .capacity }
    if entry.what.hasPrefix("min latency") { return oneSequence }
    // Figures of prefill or decode alone at no stated batch are of what the machines can do.
    switch deployment {
    case .prefillOnly: return .capacity
    case .decodeOnly: return try companions.load(of: entry) ?? .capacity
    default: break
    }
    throw noLoad(found: batch > 0 ? "a batch of \(batch)" : "neither")
  }

  private var oneSequence: Traffic.Load {
    guard case .decodeOnly(let group) = deployment, group.workers * group.dataParallel == 1 else {
      return .concurrency(1)
    }
    return .sequencesPerRank(1)
  }

  private func noLoad(found: String) -> Diagnostic {
    entry.refusal(.missingLoad, key: "workload", found: found, expected: "a batch or a concurrency")
  }

  // MARK: - How long

  /// The lengths of a workload. Prefill yields one token. Decode at a stated context needs no more than that; where
  /// neither the context nor the output is given, sequences are as long as their prompts.
  private func lengths(_ workload: InputNode) throws -> (input: Double, output: Double, context: Double?) {
    let input = try positive("isl", workload)
    let output = try positive("osl", workload)
    let context = try positive("ctx", workload)
    switch deployment {
    case .prefillOnly:
      return (input ?? Self.usualPrompt, output ?? 1, nil)
    case .decodeOnly:
      guard let length = input ?? context else { throw noLengths("ctx") }
      return (length, output ?? 1, context ?? (output == nil ? input : nil))
    case .aggregated, .disaggregated:
      guard let input, let output else { throw noLengths(input == nil ? "isl" : "osl") }
      return (input, output, context)
    }
  }

  private func positive(_ key: String, _ workload: InputNode) throws -> Double? {
    try workload.numberIfStated(key).flatMap { $0 > 0 ? $0 : nil }
  }

  private func noLengths(_ key: String) -> Diagnostic {
    entry.refusal(.missingLengths, key: "workload.\(key)", found: "nothing", expected: "the tokens of a sequence")
  }

  private func hitRate(_ workload: InputNode) throws -> Double {
    guard let value = try workload.optional("prefix_cache_hit") else { return 0 }
    return try value.number(atLeast: 0, atMost: 1)
  }
}
