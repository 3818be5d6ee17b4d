import Quantities

/// Formats out of free text: "FP8 attention/KV + NVFP4 MoE".
struct PublishedPrecision {
  /// Of experts, and of everything else unless `dense` differs; `nil` keeps the checkpoint's.
  let experts: NumberFormat?
  /// Of everything else, where that differs.
  let dense: NumberFormat?
  /// Of the cache.
  let cache: NumberFormat?

  /// Each clause is a format and what it is of; a format alone is of all weights that no other clause names.
  /// - Throws: `Diagnostic` "precision-unknown" for a text without any format.
  init(_ entry: PublishedEntry) throws {
    let clauses = entry.precision.split { "+;,".contains($0) }.compactMap(Clause.init)
    guard !clauses.isEmpty || entry.precision.isEmpty else {
      throw entry.refusal(
        "precision-unknown", key: "precision", found: entry.quoted(entry.precision),
        expected: "one of \(FormatWords.known)")
    }
    func format(of part: Part) -> NumberFormat? { clauses.first { $0.parts.contains(part) }?.format }
    let all = format(of: .weights)
    experts = format(of: .experts) ?? all ?? format(of: .attention)
    let others = format(of: .attention) ?? all
    dense = others == experts ? nil : others
    cache = format(of: .cache)
  }

  private enum Part {
    case weights, experts, attention, cache
  }

  private struct Clause {
    let format: NumberFormat
    let parts: [Part]

    /// - Returns: `nil` where the text names no format.
    init?(_ text: Substring) {
      let words = text.lowercased().split { " /".contains($0) }.map(String.init)
      guard let format = words.lazy.compactMap(FormatWords.format).first else { return nil }
      self.format = format
      let names: [(word: String, part: Part)] = [("moe", .experts), ("attention", .attention), ("kv", .cache)]
      let named = names.filter { words.contains($0.word) }.map(\.part)
      let isWeights = words.count == 1 || words.contains("weights")
      parts = named.isEmpty && isWeights ? [.weights] : named
    }
  }
}
