import Experts
import FoundationEssentials
import Quantities

/// What a recording says, as `layline load` prints it: a row for each layer, then what it comes to. At most 100 columns.
public struct LoadReport: Sendable, CustomStringConvertible {
  private let summary: LoadSummary

  /// - Parameter summary: What to show.
  public init(_ summary: LoadSummary) { self.summary = summary }

  /// The text, without a line break at its end.
  public var description: String {
    let sections = [
      headline, table, totals, LoadDriftTable(summary: summary).lines, summary.coactivation.map(coactivation) ?? [],
    ]
    return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
  }

  private var headline: [String] {
    let steps = summary.steps.map { ", \(Numerals.count($0, "step"))" } ?? ""
    let place = "\(summary.layers.count) of \(Numerals.count(summary.layerCount, "layer"))"
    let balance =
      summary.gpus.map {
        " Balance: mean over hottest of \(Numerals.count($0, "GPU")) with neighbouring experts on each."
      } ?? ""
    return Page.wrap(
      "\(summary.experts) experts; \(place) with tokens; \(summary.kind.rawValue)\(steps), \(summary.file)", indent: 2)
      + Page.wrap(
        "Routed: tokens, once for each of their experts. Hottest: its tokens over the mean. CV: standard deviation over "
          + "mean.\(balance)", indent: 2)
  }

  private var table: [String] {
    let hasBalance = summary.gpus != nil
    func line(_ cells: [String]) -> String {
      Page.row(hasBalance ? cells : cells.dropLast(), [5, 17, 10, 9, 9, 9, 10])
    }
    let heading = line(["layer", "routed", "hottest", "expert", "CV", "unused", "balance"])
    return [heading]
      + summary.layers.map { layer in
        line([
          "\(layer.layer)", Self.tokens(layer.routed), Numerals.fixed(layer.hottestOverMean, decimals: 2),
          "\(layer.hottestExpert)", Numerals.fixed(layer.variation, decimals: 2), "\(layer.unused)",
          layer.balance.map { Numerals.fixed($0, decimals: 4) } ?? "",
        ])
      }
  }

  private var totals: [String] {
    let hottest = summary.hottestOverMean
    var lines = Page.wrap(
      "Hottest     median of layers \(Numerals.fixed(hottest.median, decimals: 2)), worst "
        + "\(Numerals.fixed(hottest.worst, decimals: 2)) (layer \(hottest.worstLayer))", indent: 12)
    if let balance = summary.balance {
      lines.append(
        "Balance     median of layers \(Numerals.fixed(balance.median, decimals: 4)), worst "
          + "\(Numerals.fixed(balance.worst, decimals: 4)) (layer \(balance.worstLayer))")
    }
    let unused = summary.layers.reduce(0) { $0 + $1.unused }
    lines.append("Unused      \(Numerals.count(unused, "expert")) in all layers")
    if !summary.layersWithoutTokens.isEmpty {
      lines += Page.wrap(
        "No tokens   in layer\(summary.layersWithoutTokens.count == 1 ? "" : "s") "
          + Self.ranges(summary.layersWithoutTokens), indent: 12)
    }
    return lines
  }

  private func coactivation(_ routes: Coactivation) -> [String] {
    let perToken = Numerals.plain(routes.expertsPerToken)
    var lines = ["Routes      \(Numerals.grouped(routes.tokens)) tokens in all layers, \(perToken) experts each"]
    if let gpus = routes.gpusPerToken, let all = summary.gpus {
      lines.append(
        "Reach       a token reaches \(Numerals.fixed(gpus, decimals: 2)) of \(Numerals.count(all, "GPU")) on average")
    }
    guard !routes.pairs.isEmpty else { return lines }
    lines += Page.wrap(
      "Together    experts that tokens go to together most, and how many times more often than by chance", indent: 12)
    return lines
      + routes.pairs.map { pair in
        "  layer \(pair.layer)".padding(to: 12) + "\(pair.experts[0]) and \(pair.experts[1])".padding(to: 16)
          + Self.tokens(Double(pair.tokens)).padding(left: 12) + " tokens"
          + Numerals.fixed(pair.lift, decimals: 2).padding(left: 9)
      }
  }

  /// Whole tokens as far as they fit.
  static func tokens(_ value: Double) -> String {
    if value < 1000, value != value.rounded() { return Numerals.significant(value) }
    return value < 1e12 ? Numerals.grouped(rounding: value) : Numerals.scientific(value, decimals: 3)
  }

  /// "0 to 2, 7".
  private static func ranges(_ numbers: [Int]) -> String {
    var ranges: [ClosedRange<Int>] = []
    for number in numbers {
      if let last = ranges.last, last.upperBound + 1 == number {
        ranges[ranges.count - 1] = last.lowerBound...number
      } else {
        ranges.append(number...number)
      }
    }
    return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound) to \($0.upperBound)" }
      .joined(separator: ", ")
  }
}

/// A row for each window of steps.
private struct LoadDriftTable {
  let summary: LoadSummary

  var lines: [String] {
    guard !summary.windows.isEmpty else { return [] }
    let hasBalance = summary.gpus != nil
    func line(_ cells: [String]) -> String {
      Page.row(hasBalance ? cells : cells.dropLast(), [-20, 17, 10, 10, 12, 10]).trimmingTrailingSpaces()
    }
    return Page.wrap(
      "Moved: tokens that went to other experts than in the window before. By chance: the same for two samples of one "
        + "popularity.", indent: 2)
      + [line(["steps", "routed", "hottest", "moved", "by chance", "balance"])]
      + summary.windows.map { window in
        line([
          window.first == window.last ? "\(window.first)" : "\(window.first) to \(window.last)",
          LoadReport.tokens(window.routed), window.hottestOverMean.map { Numerals.fixed($0, decimals: 2) } ?? "-",
          window.moved.map { Numerals.percent($0) } ?? "-", window.movedByChance.map { Numerals.percent($0) } ?? "-",
          window.balance.map { Numerals.fixed($0, decimals: 4) } ?? "-",
        ])
      }
  }
}

/// What recordings say, as `layline load --json` prints it.
public struct LoadSummaryDocument: Encodable, Sendable {
  /// The version of this form.
  let layline = "expert-load-summary/1"
  /// One of all files together, or one for each.
  let recordings: [LoadSummary]

  /// - Parameter summaries: One of all files together, or one for each.
  public init(_ summaries: [LoadSummary]) { recordings = summaries }
}
