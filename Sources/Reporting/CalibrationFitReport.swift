import Calibrating
import Quantities

/// A fit of a calibration as `layline calibrate` prints it: plain text, at most 100 columns.
public struct CalibrationFitReport: Sendable, CustomStringConvertible {
  private let fit: CalibrationFit
  private let parameters: [(estimate: Estimate, fitted: Double)]

  /// - Throws: `Diagnostic` where the fitted calibration lacks a figure that was fitted.
  public init(_ fit: CalibrationFit) throws {
    self.fit = fit
    parameters = try fit.fit.estimates.filter(\.isInformed).map { ($0, try fit.written($0)) }
  }

  /// The text, without a line break at its end.
  public var description: String {
    [title, figures, FitErrorSection(fit: fit).lines, unfitted, unused].filter { !$0.isEmpty }
      .map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
  }

  private var title: [String] {
    let steps = Numerals.count(fit.fit.iterations, "step")
    let end =
      fit.fit.status == .converged ? "converged after \(steps)" : "not converged: stopped after \(steps)"
    return Page.wrap(
      "\(fit.name)  \(fit.source) fitted on \(Numerals.count(fit.runs, "run")) of "
        + "\(fit.files.joined(separator: ", ")), \(end)", indent: 2)
  }

  // MARK: - Figures

  private var figures: [String] {
    let width = (parameters.map(\.estimate.parameter.key.count) + [0]).max() ?? 0
    let heading = cells("", ["shipped", "fitted", "std. error"], unit: "unit", "runs", "", width: width)
    return [heading] + parameters.map { row($0.estimate, $0.fitted, width: width) } + notes
  }

  private func row(_ estimate: Estimate, _ fitted: Double, width: Int) -> String {
    let numbers = [
      Numerals.significant(estimate.parameter.prior, digits: 4), Numerals.significant(fitted, digits: 4),
      estimate.standardError.map { Numerals.significant($0, digits: 2) } ?? "-",
    ]
    let note = estimate.isAtBound ? "at bound" : isWeak(estimate) ? "weak" : ""
    return cells(
      estimate.parameter.key, numbers, unit: estimate.parameter.unit, "\(estimate.informingRuns)", note, width: width)
  }

  private func cells(
    _ key: String, _ numbers: [String], unit: String, _ runs: String, _ note: String, width: Int
  ) -> String {
    let columns = numbers.map { $0.padding(left: 11) }.joined()
    return "  \(key.padding(to: width))\(columns)  \(unit.padding(to: 4))\(runs.padding(left: 5))  \(note)"
      .trimmingTrailingSpaces()
  }

  /// The runs took away less than a tenth of what was uncertain before.
  private func isWeak(_ estimate: Estimate) -> Bool { !estimate.isAtBound && estimate.narrowing > 0.9 }

  private var notes: [String] {
    let atBound = parameters.contains { $0.estimate.isAtBound }
    let weak = parameters.contains { isWeak($0.estimate) }
    return
      (atBound
      ? Page.wrap(
        "  at bound: the runs ask for more than is physically possible; the cause is elsewhere", indent: 4) : [])
      + (weak ? ["  weak: the runs tell little beyond the shipped figure"] : [])
  }

  // MARK: - What was left out

  private var unfitted: [String] {
    guard !fit.unfitted.isEmpty else { return [] }
    var reasons: [String] = []
    for figure in fit.unfitted where !reasons.contains(figure.reason) { reasons.append(figure.reason) }
    return ["as shipped"]
      + reasons.flatMap { reason in
        let keys = fit.unfitted.filter { $0.reason == reason }.map(\.key)
        return Page.wrap("  \(reason): \(keys.joined(separator: ", "))", indent: 4)
      }
  }

  /// Runs that are shown by name; the rest is counted.
  private static let mostUnused = 10

  private var unused: [String] {
    guard !fit.unused.isEmpty else { return [] }
    let shown = fit.unused.prefix(Self.mostUnused).flatMap { run in
      Page.wrap("  \(run.id): \(run.reason)", indent: 4)
    }
    let rest = fit.unused.count - Self.mostUnused
    return ["\(Numerals.count(fit.unused.count, "run")) not used, counted as errors of 100 %"] + shown
      + (rest > 0 ? ["  and \(rest) more (--json lists all)"] : [])
  }
}

/// Errors before and after a fit, on runs that it saw and on runs that it did not.
private struct FitErrorSection {
  let fit: CalibrationFit
  private static let nameWidth = 44

  var lines: [String] {
    let table = [heading("error of predictions")] + fit.errors.flatMap(rows)
    return table + verdict + (fit.leftOut.isEmpty ? [] : [""] + leftOut)
  }

  private func rows(_ errors: QuantityErrors) -> [String] {
    let name = Self.name(errors.quantity)
    let unseen =
      errors.unseen.map { row("\(name), fitted without the run (\(fit.folds) folds)", $0) }
      ?? "  \(name), fitted without the run: one configuration, nothing can be left out"
    return [row("\(name), shipped", errors.before)]
      + (errors.inSample.map { [row("\(name), fitted", $0)] } ?? []) + [unseen]
  }

  private var verdict: [String] {
    fit.worsened.map { quantity in
      "  \(Self.name(quantity)) of runs that were not seen is predicted worse than before: keep the shipped figures"
    }.flatMap { Page.wrap($0, indent: 4) }
  }

  private var leftOut: [String] {
    let kind = fit.leftOutKind ?? "group"
    return [heading("fitted without the \(kind)")]
      + fit.leftOut.flatMap { group in
        group.errors.flatMap { errors -> [String] in
          let name = "\(group.name), \(Self.name(errors.quantity))"
          return [row("\(name), shipped", errors.before)] + (errors.unseen.map { [row("\(name), fitted", $0)] } ?? [])
        }
      }
  }

  private func heading(_ name: String) -> String { cells(name, ["MAPE", "median", "within 25 %", "runs"]) }

  private func row(_ name: String, _ errors: RunErrors) -> String {
    let shares = [errors.mean, errors.median, errors.withinQuarter].map { Numerals.percent($0) }
    return cells("  \(name)", shares + [Numerals.grouped(errors.count)])
  }

  private func cells(_ name: String, _ values: [String]) -> String {
    let columns = Page.row(values, [10, 10, 14, 8])
    guard name.count > Self.nameWidth else { return name.padding(to: Self.nameWidth) + columns }
    return name + "\n" + "".padding(to: Self.nameWidth) + columns
  }

  /// As serving engineers write it.
  private static func name(_ quantity: MeasuredQuantity) -> String {
    switch quantity {
    case .timeToFirstToken: "TTFT"
    case .timePerOutputToken: "TPOT"
    case .outputTokensPerSecondPerGPU: "output tokens/s/GPU"
    case .inputTokensPerSecondPerGPU: "input tokens/s/GPU"
    case .totalTokensPerSecondPerGPU: "tokens/s/GPU"
    case .outputTokensPerSecondPerUser: "tokens/s/user"
    }
  }
}
