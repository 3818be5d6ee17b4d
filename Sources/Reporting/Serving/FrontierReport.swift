import Glibc
import FoundationEssentials
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
    let table = FrontierRows(frontier: frontier, names: names).text(shown)
    let top = [
      headline, "", counted(shown.count), "", FrontierPlot(frontier: frontier, names: names, axes: axes).text, "",
    ]
    return (wrapped(top, indent: 12) + wrapped(table, indent: 59) + wrapped(["", ends, "", certificate], indent: 12))
      .joined(separator: "\n")
  }

  private func wrapped(_ parts: [String], indent: Int) -> [String] {
    parts.joined(separator: "\n").split(separator: "\n", omittingEmptySubsequences: false)
      .flatMap { Page.wrap(String($0), indent: indent) }
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
    let count = Numerals.count(frontier.points.count, "point")
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
    "\(FrontierNames.name(frontier.layout(of: point))) at \(Numerals.count(point.sequences, "sequence")) "
      + "(\(FrontierRows.number(point.tokensPerSecondPerUser)) tokens/s per user, "
      + "\(FrontierRows.number(point.tokensPerSecondPerGPU)) per GPU)"
  }

  private func gain(_ point: FrontierEntry, over first: FrontierEntry) -> String {
    Numerals.plain(point.tokensPerSecondPerGPU / first.tokensPerSecondPerGPU)
  }

  private func gain(last: FrontierEntry, _ point: FrontierEntry) -> String {
    Numerals.plain(point.tokensPerSecondPerUser / last.tokensPerSecondPerUser)
  }

  private var certificate: String {
    let certificate = frontier.certificate
    let limit = Numerals.grouped(certificate.everyBatchUpTo)
    let layouts = Numerals.grouped(certificate.oneStageLayouts)
    let batches =
      "every batch up to \(limit) (\(Numerals.grouped(certificate.batches)) costed, the others beaten interval by interval)."
    let space = "            space: " + certificate.space
    let time = took.map { "\n            took \($0)" } ?? ""
    guard frontier.inputs.engine == nil else {
      // A search that was told to end leaves some to their bounds.
      guard certificate.bounds > 0 else {
        return "Certificate every replica that fits (\(layouts)), \(batches)\n" + space + time
      }
      return
        "Certificate \(Numerals.grouped(certificate.bounds)) of \(layouts) replicas that fit were not looked at at every batch: "
        + "any is matched by a point here to within \(Numerals.percent(certificate.shortfall, decimals: 2)) in both speeds.\n"
        + space + time
    }
    return [
      "Certificate one stage: every layout that fits (\(layouts)), \(batches)",
      "            pipelines: \(Numerals.grouped(certificate.pipelines)) tried; any other is matched by a point here to within "
        + "\(Numerals.percent(certificate.shortfall, decimals: 2)) in both speeds "
        + "(\(Numerals.grouped(certificate.intervals)) intervals, \(Numerals.grouped(certificate.bounds)) bounds).",
      space,
    ].joined(separator: "\n") + time
  }
}

/// A frontier as a plot in text: tokens per second of a user to the right, of a GPU upwards, a letter for each layout.
private struct FrontierPlot {
  let frontier: FrontierDocument
  let names: FrontierNames
  let axes: FrontierAxes
  private static let width = 86
  private static let height = 16
  private static let margin = 10

  var text: String {
    let users = axes.range(frontier.points.map(\.tokensPerSecondPerUser))
    let gpus = axes.range(frontier.points.map(\.tokensPerSecondPerGPU))
    var rows = [[Character]](repeating: [Character](repeating: " ", count: Self.width), count: Self.height)
    for point in frontier.points {
      let column = Self.step(axes.place(point.tokensPerSecondPerUser, in: users), of: Self.width)
      let row = Self.step(axes.place(point.tokensPerSecondPerGPU, in: gpus), of: Self.height)
      rows[Self.height - 1 - row][column] = names.letter(point.layout)
    }
    return (["tokens/s per GPU (\(axes.rawValue))"] + labelled(rows, gpus) + bottom(users)).map {
      $0.trimmingTrailingSpaces()
    }.joined(separator: "\n")
  }

  private static func step(_ place: Double, of count: Int) -> Int {
    min(count - 1, max(0, Int((place * Double(count - 1)).rounded())))
  }

  private func labelled(_ rows: [[Character]], _ range: ClosedRange<Double>) -> [String] {
    rows.enumerated().map { index, row in
      let isLabelled = index % 5 == 0
      let place = Double(Self.height - 1 - index) / Double(Self.height - 1)
      let label = isLabelled ? Self.number(axes.value(at: place, in: range)) : ""
      return label.padding(left: Self.margin) + (isLabelled ? " ┤" : " │") + String(row)
    }
  }

  private func bottom(_ range: ClosedRange<Double>) -> [String] {
    let ticks = (0...4).map { $0 * (Self.width - 1) / 4 }
    var line = [Character](repeating: "─", count: Self.width)
    var labels = ""
    for column in ticks {
      line[column] = "┬"
      let label = Self.number(axes.value(at: Double(column) / Double(Self.width - 1), in: range))
      labels = labels.padding(to: min(column, Self.width - label.count)) + label
    }
    let indent = String(repeating: " ", count: Self.margin + 2)
    return [
      String(repeating: " ", count: Self.margin + 1) + "└" + String(line), indent + labels,
      indent + "tokens/s per user (\(axes.rawValue))",
    ]
  }

  private static func number(_ value: Double) -> String {
    value >= 1000 ? Numerals.grouped(rounding: value) : Numerals.significant(value, digits: 3)
  }
}

/// Points of a frontier as rows for a person.
private struct FrontierRows {
  let frontier: FrontierDocument
  let names: FrontierNames

  private var hasPrices: Bool { frontier.points.allSatisfy { $0.costPerMillionTokens != nil } }

  func text(_ indices: [Int]) -> [String] {
    let cost = hasPrices ? "USD/M" : "GPU-h/M"
    let header =
      "   " + "user".padding(left: 8) + "GPU".padding(left: 9) + "TPOT".padding(left: 10) + cost.padding(left: 9)
      + "batch".padding(left: 10) + "  layout"
    return [header] + indices.map(row)
  }

  private func row(_ index: Int) -> String {
    let point = frontier.points[index]
    let cost = hasPrices ? point.costPerMillionTokens ?? 0 : point.gpuHoursPerMillionTokens
    let batches = point.microBatches > 1 ? ", m \(point.microBatches)" : ""
    return " \(names.letter(point.layout)) " + Self.number(point.tokensPerSecondPerUser).padding(left: 8)
      + Self.number(point.tokensPerSecondPerGPU).padding(left: 9)
      + "\(Seconds(point.timePerOutputToken))".padding(left: 10) + Numerals.significant(cost).padding(left: 9)
      + Numerals.grouped(point.sequences).padding(left: 10) + "  \(names.name(point.layout))\(batches)"
      + (index == frontier.knee && frontier.points.count > 2 ? " (knee)" : "")
  }

  static func number(_ value: Double) -> String {
    value >= 1000 ? Numerals.grouped(rounding: value) : Numerals.significant(value)
  }
}

/// Some points of a frontier, evenly spread over the speeds of users: what a person can read.
private struct FrontierSelection {
  /// Places in the document, ascending; both ends and the knee are among them.
  let indices: [Int]

  /// - Parameter count: About so many.
  init(_ frontier: FrontierDocument, count: Int) {
    let points = frontier.points
    guard points.count > count, let first = points.first, let last = points.last else {
      indices = Array(points.indices)
      return
    }
    let step = log(first.tokensPerSecondPerUser / last.tokensPerSecondPerUser) / Double(count - 1)
    var chosen = Set([0, points.count - 1, frontier.knee])
    var next = step
    for (index, point) in points.enumerated()
    where log(first.tokensPerSecondPerUser / point.tokensPerSecondPerUser) >= next {
      chosen.insert(index)
      let passed = log(first.tokensPerSecondPerUser / point.tokensPerSecondPerUser)
      next = ((passed / step).rounded(.down) + 1) * step
    }
    indices = chosen.sorted()
  }
}
