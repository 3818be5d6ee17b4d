import Formats
import FoundationEssentials

/// The measurement of an entry, parsed from its free text: the quantity, and the value in base units.
struct PublishedMeasure {
  /// The text that follows "tok/s" in a unit.
  private enum Share: String, CaseIterable {
    case node, gpu, user, total
  }

  /// Figures that are true but not of serving, by how their unit starts; the first that fits counts.
  private static let others: [(units: [String], what: String)] = [
    (["us", "ms"], "the latency of a kernel or a link"), (["gb/s", "tb/s"], "the bandwidth of a kernel or a link"),
    (["tflop"], "an arithmetic rate"), (["gb", "gib", "kb", "kib", "tokens"], "an amount of memory"),
    (["x", "fraction", "ratio"], "a ratio of two figures"), (["gpus", "stages"], "the size of a layout"),
    (["s"], "the time of a whole batch"),
  ]

  let quantity: MeasuredQuantity
  private let entry: PublishedEntry
  private let share: Share?

  /// - Throws: `Diagnostic` "not-serving" for anything that is no figure of serving.
  init(_ entry: PublishedEntry) throws {
    let phase = try entry.layout?.numberlessText("phase") ?? ""
    if phase.hasPrefix("train") { throw Self.notServing(entry, "a figure of training") }
    if "\(entry.what) \(entry.notes)".lowercased().contains("analytic") {
      throw Self.notServing(entry, "a bound by calculation")
    }
    self.entry = entry
    share = Self.share(entry.unit.lowercased())
    guard let quantity = share.map({ Self.rate(entry, $0) }) ?? Self.time(entry) else {
      let unit = entry.unit.lowercased()
      let other = Self.others.first { $0.units.contains { Self.starts(unit, with: $0) } }
      throw Self.notServing(entry, other?.what ?? "something else")
    }
    self.quantity = quantity
  }

  /// The value in base units.
  /// - Throws: `Diagnostic` where the figure is of a node or of all GPUs and their number is unknown.
  func value() throws -> Double {
    guard entry.value > 0 else {
      throw entry.refusal(.outOfRange, key: "value", found: "\(entry.value)", expected: "a figure above zero")
    }
    switch share {
    case nil: return entry.value / 1000
    case .user, .gpu: return entry.value
    case .node: return entry.value / Double(try gpusPerNode())
    case .total:
      guard let gpus = entry.gpus else {
        throw entry.refusal(.missingLayout, key: "gpus", found: "nothing", expected: "the number of GPUs that served")
      }
      return entry.value / Double(gpus)
    }
  }

  /// The number of GPUs per node: "12 nodes x 8xH100" gives eight, which is also the default of accelerators before
  /// GB200.
  private func gpusPerNode() throws -> Int {
    if let match = entry.hardware.matches(of: /(\d+)x[A-Z]/).last, let number = Int(match.1), number > 0 {
      return number
    }
    guard !entry.hardware.uppercased().contains("GB") else {
      throw entry.refusal(
        .missingLayout, key: "hardware", found: entry.quoted(entry.hardware), expected: "the number of GPUs of a node")
    }
    return 8
  }

  // MARK: - Words

  private static func share(_ unit: String) -> Share? {
    guard unit.hasPrefix("tok/s") else { return nil }
    return Share.allCases.first { unit.hasPrefix("tok/s/\($0.rawValue)") } ?? .total
  }

  /// Tokens are generated ones unless the metric names prompts or the sum of both.
  private static func rate(_ entry: PublishedEntry, _ share: Share) -> MeasuredQuantity {
    let metric = entry.metric.lowercased()
    if share == .user { return .outputTokensPerSecondPerUser }
    if metric.contains("output") || metric.contains("decode") { return .outputTokensPerSecondPerGPU }
    if metric.contains("input") || metric.contains("prefill") { return .inputTokensPerSecondPerGPU }
    if metric.contains("total") || entry.unit.lowercased().contains("total") { return .totalTokensPerSecondPerGPU }
    return .outputTokensPerSecondPerGPU
  }

  private static func time(_ entry: PublishedEntry) -> MeasuredQuantity? {
    guard entry.unit.lowercased() == "ms" else { return nil }
    if entry.metric.contains("TPOT") { return .timePerOutputToken }
    return entry.metric.contains("TTFT") ? .timeToFirstToken : nil
  }

  /// Whether a unit is a word, perhaps with more behind it: "GB (avail after load 12.25)" is of "gb", "gb/s" is not.
  private static func starts(_ unit: String, with word: String) -> Bool {
    guard unit.hasPrefix(word) else { return false }
    guard let next = unit.dropFirst(word.count).first else { return true }
    return next == " " || word == "tflop"
  }

  private static func notServing(_ entry: PublishedEntry, _ what: String) -> Diagnostic {
    entry.refusal(
      .notServing, key: "metric", found: "\(what) (\(entry.metric), \(entry.unit))",
      expected: "a figure of serving, which \(what) is not")
  }
}
