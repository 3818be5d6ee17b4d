import Costing
import Formats

/// Figures of one publication on one deployment, which complete each other: the speed per user gives the batch of the
/// throughput and vice versa, where the batch itself is not given.
struct PublishedCompanions {
  private let entries: [PublishedEntry]

  init(_ items: [InputNode]) { entries = items.compactMap { try? PublishedEntry($0) } }

  /// The load of decode that another figure of the same deployment implies; `nil` without one.
  func load(of entry: PublishedEntry) throws -> Traffic.Load? {
    let measured = try PublishedMeasure(entry).quantity
    for other in entries where other.id != entry.id && isSameDeployment(other, entry) {
      guard let figure = try? PublishedMeasure(other), let value = try? figure.value() else { continue }
      switch (measured, figure.quantity) {
      case (.outputTokensPerSecondPerGPU, .outputTokensPerSecondPerUser): return .timePerOutputToken(1 / value)
      case (.outputTokensPerSecondPerUser, .outputTokensPerSecondPerGPU): return .tokensPerSecondPerRank(value)
      default: continue
      }
    }
    return nil
  }

  /// The speculation that another figure of the same deployment gives, where the entry has none.
  func speculation(of entry: PublishedEntry) throws -> Speculation? {
    if try entry.workload?.optional("mtp") != nil { return try PublishedSpeculation(entry: entry).speculation() }
    let others = entries.filter { $0.id != entry.id && isSameDeployment($0, entry) }
    return others.lazy.compactMap { try? PublishedSpeculation(entry: $0).speculation() }.first
  }

  /// Whether both have the same publication, phase, GPUs and context. One GPU a rank is required, so that a rate per
  /// GPU is one per rank.
  private func isSameDeployment(_ one: PublishedEntry, _ other: PublishedEntry) -> Bool {
    func key(_ entry: PublishedEntry) -> [String?] {
      let layout = ["phase", "ep", "attention_dp"].map { (try? entry.layout?.optional($0)).flatMap { $0?.written } }
      let context = (try? entry.workload?.optional("ctx")).flatMap { $0?.written }
      return [entry.title, entry.gpus.map { "\(Double($0))" }, context] + layout
    }
    let keys = key(one)
    return keys == key(other) && keys.last == keys[1]
  }
}

/// The speculation of an entry.
private struct PublishedSpeculation {
  let entry: PublishedEntry

  /// "MTP3, AL 3.1": three drafted tokens and 3.1 accepted in a step. `nil` for "off" and "none".
  /// - Throws: `Diagnostic` "missing-acceptance" where drafts are named without how many of them are accepted.
  func speculation() throws -> Speculation? {
    guard let mode = try entry.workload?.optional("mtp") else { return nil }
    let text = try mode.text()
    let word = text.lowercased()
    if word.isEmpty || word.hasPrefix("off") || word.hasPrefix("none") { return nil }
    if let share = Self.share(text) { return Speculation(draftTokens: 1, acceptance: share) }
    let drafted = text.firstMatch(of: /MTP(\d+)|(\d+) draft tokens/).flatMap { $0.1 ?? $0.2 }.flatMap { Int($0) }
    let length = text.firstMatch(of: /AL (\d+(?:\.\d+)?)/).flatMap { Double($0.1) }
    guard let drafted, let length,
      let speculation = Speculation.matching(draftTokens: drafted, tokensPerStep: length)
    else {
      throw entry.refusal(
        .missingAcceptance, key: "workload.mtp", found: entry.quoted(text),
        expected: "how many tokens are drafted and how many of them accepted")
    }
    return speculation
  }

  /// "MTP module …, accept 80-90%": one drafted token, accepted with the middle of the range.
  private static func share(_ text: String) -> Double? {
    guard let match = text.firstMatch(of: /MTP module.*accept (\d+)-(\d+)\s*%/), let low = Double(match.1),
      let high = Double(match.2), high <= 100
    else { return nil }
    return (low + high) / 200
  }
}
