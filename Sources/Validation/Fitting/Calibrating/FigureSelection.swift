import Inputs
import Quantities

/// The figures of a calibration that may be fitted, and those that may not although their kind could be.
struct FigureSelection {
  private(set) var parameters: [FittedParameter] = []
  private(set) var unfitted: [UnfittedFigure] = []

  /// - Throws: `Diagnostic` where a figure's unit is not one of its kind's, or no figure is of a kind.
  init(_ document: CalibrationDocument, kinds: [FittableParameter]) throws {
    for key in document.figureKeys {
      guard let kind = kinds.first(where: { $0.matches(key) }) else { continue }
      let prior = try document.value(at: key, in: kind.unit)
      guard kind.bounds.contains(prior) else {
        unfitted.append(UnfittedFigure(key: key, reason: Self.outside(kind, prior)))
        continue
      }
      parameters.append(
        FittedParameter(
          key: key, unit: kind.unit, scale: kind.scale, bounds: kind.bounds, prior: prior, priorWidth: kind.priorWidth))
    }
    guard !parameters.isEmpty else {
      throw Diagnostic(
        id: "nothing-to-fit", file: document.file, found: "no figure that may be fitted",
        expected: "a calibration with such figures as \(kinds.first?.pattern ?? "families.*")")
    }
  }

  private static func outside(_ kind: FittableParameter, _ prior: Double) -> String {
    let unit = kind.unit.isEmpty ? "" : " \(kind.unit)"
    let numbers = [prior, kind.bounds.lowerBound, kind.bounds.upperBound].map { Numerals.significant($0) }
    return "\(numbers[0])\(unit) lies outside of what can be fitted, \(numbers[1]) to \(numbers[2])\(unit)"
  }
}
