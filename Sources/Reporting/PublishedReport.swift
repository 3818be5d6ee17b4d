import Calibrating
import Quantities

/// Published figures beside predictions, as `layline published` prints them: a table by kind, then where they were
/// published. At most 100 columns.
public struct PublishedReport: Sendable, CustomStringConvertible {
  private let results: [PublishedResult]
  private let citations: [PublishedCitation]

  /// - Parameter results: In the order in which they are printed.
  public init(_ results: [PublishedResult]) {
    self.results = results
    citations = results.reduce(into: []) { known, result in
      if !known.contains(result.figure.citation) { known.append(result.figure.citation) }
    }
  }

  /// The text, without a line break at its end.
  public var description: String {
    let sections = PublishedKind.allCases.map { kind in results.filter { $0.figure.kind == kind } }
      .filter { !$0.isEmpty }.map(section)
    return (sections + [misses, faults, sources].filter { !$0.isEmpty } + [[total]]).map { $0.joined(separator: "\n") }
      .joined(separator: "\n\n")
  }

  private func section(_ results: [PublishedResult]) -> [String] {
    let title = results.first?.figure.kind.rawValue ?? ""
    let heading = Self.row([
      title.prefix(1).uppercased() + title.dropFirst(), "published", "predicted", "ratio", "allowed", "inside",
    ])
    return [heading] + results.map(line)
  }

  private func line(_ result: PublishedResult) -> String {
    let figure = result.figure
    let source = (citations.firstIndex(of: figure.citation) ?? 0) + 1
    return Self.row([
      "\(figure.id) [\(source)]", figure.unit.text(figure.value), result.predicted.map(figure.unit.text) ?? "-",
      result.ratio.map { Numerals.significant($0) } ?? "-", Numerals.percent(figure.tolerance, decimals: 1),
      result.isInside.map { $0 ? "yes" : "NO" } ?? "-",
    ])
  }

  private static func row(_ cells: [String]) -> String {
    Page.row(cells, [-52, 13, 13, 7, 8, 7])
  }

  private var total: String {
    let counts = PublishedCounts(results)
    let open = counts.notPredicted == 0 ? "" : "; \(counts.notPredicted) not predicted"
    return "\(counts.inside) of \(counts.inside + counts.outside) predictions inside their tolerance\(open)"
  }

  private var misses: [String] {
    let lines = results.flatMap { result -> [String] in
      guard let reason = result.figure.knownMiss else { return [] }
      return Page.wrap("  \(result.figure.id): \(reason)", indent: 4)
    }
    return lines.isEmpty ? [] : ["Known misses"] + lines
  }

  private var faults: [String] {
    results.flatMap { result -> [String] in
      guard case .impossible(let diagnostic) = result.outcome else { return [] }
      return Page.wrap("\(result.figure.id): \(diagnostic)", indent: 2)
    }
  }

  private var sources: [String] {
    ["Sources"]
      + citations.enumerated().flatMap { index, citation in
        Page.wrap("  [\(index + 1)] \(citation.title)", indent: 7) + ["       \(citation.url)"]
      }
  }
}
