import Plans
import Quantities

/// A frontier on one screen, for a person.
public struct FrontierReport: CustomStringConvertible, Sendable {
  private let frontier: FrontierDocument
  private let axes: FrontierAxes
  private let took: String?
  private static let shownPoints = 20

  /// - Parameters:
  ///   - frontier: As it was found.
  ///   - axes: Of the plot.
  ///   - took: What the run took, which is not part of the frontier.
  public init(_ frontier: FrontierDocument, axes: FrontierAxes = .log, took: String? = nil) {
    self.frontier = frontier
    self.axes = axes
    self.took = took
  }

  /// At most 100 columns.
  public var description: String {
    let names = FrontierNames(frontier)
    let shown = FrontierSelection(frontier, count: Self.shownPoints).indices
    let table = FrontierRows(frontier, names: names).text(shown)
    let top = [headline, "", counted(shown.count), "", FrontierPlot(frontier, names: names, axes: axes).text, ""]
    return (wrapped(top, indent: 12) + wrapped(table, indent: 59) + wrapped(["", ends, "", certificate], indent: 12))
      .joined(separator: "\n")
  }

  private func wrapped(_ parts: [String], indent: Int) -> [String] {
    parts.joined(separator: "\n").split(separator: "\n", omittingEmptySubsequences: false)
      .flatMap { TextLayout.wrap(String($0), indent: indent) }
  }

  private var headline: String {
    let inputs = frontier.inputs
    let context =
      inputs.workload.context.map { "context \(Numerals.grouped($0))" }
      ?? "\(Numerals.grouped(inputs.workload.inputTokens ?? 0)) in, "
      + "\(Numerals.grouped(inputs.workload.outputTokens ?? 0)) out"
    return "\(inputs.model.reference) on \(inputs.cluster.reference), \(context), calibration "
      + inputs.calibration.reference
  }

  private func counted(_ shown: Int) -> String {
    let count = TextLayout.count(frontier.points.count, "point")
    let rest = shown < frontier.points.count ? "; \(shown) of them below, all with --json or --csv" : ""
    let pools = frontier.certificate.pools.count > 1 ? " GPUs of all pools count alike, whatever they cost." : ""
    return "Frontier    of decode alone: tokens/s per user against tokens/s per GPU. \(count)\(rest)."
      + pools
  }

  private var ends: String {
    guard let first = frontier.points.first, let last = frontier.points.last else { return "" }
    guard frontier.points.count > 2 else { return "" }
    let knee = frontier.points[frontier.knee]
    return
      "In words    the fastest for a user is \(speeds(first)); a GPU gives most with \(speeds(last)). The knee is at "
      + "\(speeds(knee)): \(gain(knee, over: first)) times the tokens of a GPU of the fastest, for users "
      + "\(gain(last: last, knee)) times as fast as where a GPU gives most."
  }

  private func speeds(_ point: FrontierEntry) -> String {
    "\(FrontierNames.name(frontier.layout(of: point))) at \(TextLayout.count(point.sequences, "sequence")) "
      + "(\(FrontierRows.number(point.tokensPerSecondPerUser)) tokens/s per user, "
      + "\(FrontierRows.number(point.tokensPerSecondPerGPU)) per GPU)"
  }

  private func gain(_ point: FrontierEntry, over first: FrontierEntry) -> String {
    TextLayout.plain(point.tokensPerSecondPerGPU / first.tokensPerSecondPerGPU)
  }

  private func gain(last: FrontierEntry, _ point: FrontierEntry) -> String {
    TextLayout.plain(point.tokensPerSecondPerUser / last.tokensPerSecondPerUser)
  }

  private var certificate: String {
    let certificate = frontier.certificate
    let limit = Numerals.grouped(certificate.everyBatchUpTo)
    return [
      "Certificate one stage: every layout that fits (\(Numerals.grouped(certificate.oneStageLayouts))), every batch up to "
        + "\(limit) (\(Numerals.grouped(certificate.batches)) costed, the others beaten interval by interval).",
      "            pipelines: \(Numerals.grouped(certificate.pipelines)) tried; any other is matched by a point here to within "
        + "\(Numerals.percent(certificate.shortfall, decimals: 2)) in both speeds "
        + "(\(Numerals.grouped(certificate.intervals)) intervals, \(Numerals.grouped(certificate.bounds)) bounds).",
      "            space: " + certificate.space,
    ].joined(separator: "\n") + (took.map { "\n            took \($0)" } ?? "")
  }
}
