import Costing
import Inputs

/// Figures that one publication gives of one deployment: the speed of a user says what batch the throughput was at, and the
/// other way round, where the batch itself is not named.
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

  /// The drafted tokens that another figure of the same deployment names, where the entry says nothing of them.
  func speculation(of entry: PublishedEntry) throws -> Speculation? {
    if try entry.workload?.optional("mtp") != nil { return try PublishedSpeculation(entry).speculation() }
    let others = entries.filter { $0.id != entry.id && isSameDeployment($0, entry) }
    return others.lazy.compactMap { try? PublishedSpeculation($0).speculation() }.first
  }

  /// The same publication, phase, GPUs and context; one GPU a rank, for only then a rate per GPU is one per rank.
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
