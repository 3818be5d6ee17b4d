import Quantities
import Validation

/// Errors before and after a fit, on runs that it saw and on runs that it did not.
struct FitErrorSection {
  private let fit: CalibrationFit
  private static let nameWidth = 44

  init(_ fit: CalibrationFit) { self.fit = fit }

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
    }.flatMap { TextLayout.wrap($0, indent: 4) }
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
    let columns = zip(values, [10, 10, 14, 8]).map { $0.padding(left: $1) }.joined()
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
