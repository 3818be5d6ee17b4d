import Calibrating
import Costing
import Quantities

/// A validation as `layline validate` prints it: plain text, at most 100 columns.
public struct ValidationReport: Sendable, CustomStringConvertible {
  /// Where figures start in tables.
  private static let nameWidth = 44
  /// Ids that stand for all of a reason.
  private static let examples = 3

  private let validation: RunValidation
  private let files: [MeasuredFile]
  private let calibration: String
  private let grouping: Grouping

  /// - Parameters:
  ///   - validation: What is printed.
  ///   - files: The files that it is of.
  ///   - calibration: As the user named it.
  ///   - grouping: What the table is grouped by.
  public init(_ validation: RunValidation, files: [MeasuredFile], calibration: String, grouping: Grouping) {
    self.validation = validation
    self.files = files
    self.calibration = calibration
    self.grouping = grouping
  }

  /// The text, without a line break at its end.
  public var description: String {
    [title, totals, groups, worst, unanswered, remarks].filter { !$0.isEmpty }
      .map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
  }

  private var title: [String] {
    let statistics = validation.statistics
    let lines = files.flatMap {
      Page.wrap("  \($0.name): \(Numerals.count($0.readings.count, "row")), \($0.form.title)", indent: 4)
    }
    let answered = "\(Numerals.grouped(statistics.answered)) of \(Numerals.count(statistics.rows, "row"))"
    let others = validation.outcomes.filter(\.comparisons.isEmpty).count
    let note = others > 0 ? "; \(Numerals.grouped(others)) measured no quantity of serving" : ""
    return Page.wrap("\(answered) predicted with calibration \(calibration)\(note)", indent: 2) + lines
  }

  // MARK: - Tables

  private var totals: [String] {
    let rows = validation.statistics.inOrder.map { quantity, statistics in
      line(name: QuantityText.long(quantity), QuantityText.short(quantity), statistics)
    }
    return rows.isEmpty ? [] : [heading("all rows")] + rows
  }

  private var groups: [String] {
    let rows = validation.groups(by: grouping).flatMap { group in
      group.statistics.inOrder.enumerated().map { index, entry in
        line(
          name: index == 0 ? group.name.joined(separator: " ") : "", QuantityText.short(entry.quantity),
          entry.statistics)
      }
    }
    return rows.isEmpty ? [] : [heading("by \(grouping.rawValue)")] + rows
  }

  private func heading(_ name: String) -> String {
    cells(name, "", "rows", "answ.", "mean", "median", "pred/m.", "in 25 %")
  }

  private func line(name: String, _ quantity: String, _ statistics: QuantityStatistics) -> String {
    cells(
      "  \(name)", quantity, "\(statistics.rows)", "\(statistics.answered)", Numerals.percent(statistics.mape),
      Numerals.percent(statistics.medianError), statistics.medianRatio.map { Numerals.significant($0) } ?? "-",
      Numerals.percent(statistics.within25, decimals: 0))
  }

  private func cells(_ name: String, _ quantity: String, _ figures: String...) -> String {
    let shown = name.count > Self.nameWidth ? "\(name.prefix(Self.nameWidth - 3))..." : name
    return Page.row([shown, " " + quantity] + figures, [-Self.nameWidth, -11, 5, 6, 9, 9, 8, 8])
  }

  // MARK: - Cases

  private var worst: [String] {
    let cases = validation.worst(ValidationDocument.worstCount).flatMap { comparison -> [String] in
      let quantity = comparison.quantity
      let figures =
        "\(QuantityText.value(comparison.measured, quantity)) measured, "
        + "\(QuantityText.value(comparison.predicted, quantity)) predicted"
      let bound = comparison.boundBy.map { ", bound by \($0.title)" } ?? ""
      let error = Numerals.percent(comparison.error, decimals: 0).padding(left: 8)
      return Page.wrap("\(error)  \(comparison.id)", indent: 10).map { $0.trimmingTrailingSpaces() }
        + Page.wrap("          \(QuantityText.short(quantity)) \(figures)\(bound)", indent: 12)
    }
    return cases.isEmpty ? [] : ["furthest off"] + cases
  }

  /// Reasons of one kind that expect the same are one reason.
  private var unanswered: [String] {
    let rows = validation.unanswered
    guard !rows.isEmpty else { return [] }
    let groups = Dictionary(grouping: rows) { UnansweredReason($0) }
    let sorted = groups.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
    let lines = sorted.flatMap { reason, rows -> [String] in
      let ids = rows.prefix(Self.examples).map(\.id).joined(separator: ", ")
      let more = rows.count > Self.examples ? ", ..." : ""
      return Page.wrap("\("\(rows.count)".padding(left: 6))  \(reason)", indent: 8)
        + Page.wrap("        \(ids)\(more)", indent: 10)
    }
    return ["not predicted: each row is an error of 100 % in what it measured"] + lines
  }

  private var remarks: [String] {
    validation.remarks.isEmpty
      ? [] : ["remarks"] + validation.remarks.flatMap { Page.wrap("  \($0)", indent: 4) }
  }
}

/// Why rows have no answer, as far as rows have it in common.
private struct UnansweredReason: Hashable, Comparable, CustomStringConvertible {
  private let id: String
  private let expected: String

  init(_ outcome: RunOutcome) {
    id = outcome.reason?.id.rawValue ?? ""
    expected = outcome.reason?.expected ?? ""
  }

  var description: String { "expected \(expected) [\(id)]" }

  static func < (left: Self, right: Self) -> Bool { (left.id, left.expected) < (right.id, right.expected) }
}

/// Measured quantities as people read them.
private enum QuantityText {
  /// A name that fits a column of ten.
  static func short(_ quantity: MeasuredQuantity) -> String {
    switch quantity {
    case .timePerOutputToken: "TPOT"
    case .timeToFirstToken: "TTFT"
    case .outputTokensPerSecondPerGPU: "output/GPU"
    case .inputTokensPerSecondPerGPU: "input/GPU"
    case .totalTokensPerSecondPerGPU: "total/GPU"
    case .outputTokensPerSecondPerUser: "user"
    }
  }

  /// What the short name stands for.
  static func long(_ quantity: MeasuredQuantity) -> String {
    switch quantity {
    case .timePerOutputToken: "time per output token"
    case .timeToFirstToken: "time to first token"
    case .outputTokensPerSecondPerGPU: "generated tokens per second and GPU"
    case .inputTokensPerSecondPerGPU: "prompt tokens per second and GPU"
    case .totalTokensPerSecondPerGPU: "prompt and generated tokens per second and GPU"
    case .outputTokensPerSecondPerUser: "generated tokens per second of a sequence"
    }
  }

  static func value(_ value: Double?, _ quantity: MeasuredQuantity) -> String {
    guard let value else { return "?" }
    return quantity.unit == "s" ? "\(Seconds(value))" : "\(Numerals.significant(value)) \(quantity.unit)"
  }
}
