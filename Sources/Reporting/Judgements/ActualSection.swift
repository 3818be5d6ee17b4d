import Plans
import Quantities

/// What a layout really does, against what was asked for and the bound.
struct ActualSection {
  private let figures: PlanFigures

  init(_ figures: PlanFigures) { self.figures = figures }

  var lines: [String] {
    [("memory", memory), ("TPOT", speed), ("throughput", throughput), ("cost", cost), ("objective", objective)]
      .flatMap { name, text in text.map { TextLayout.fact(name, $0) } ?? [] }
  }

  private var memory: String? {
    let missing = figures.free.enumerated().filter { $0.element < 0 }
    guard let least = figures.free.min() else { return nil }
    guard !missing.isEmpty else { return "fits; \(Bytes(least)) free on the fullest GPU" }
    let stages = missing.map { "stage \($0.offset) lacks \(Bytes(-$0.element)) on its fullest GPU" }
    return "does not fit: \(stages.joined(separator: ", "))"
  }

  private var speed: String? {
    let reached = "\(Seconds(figures.timePerOutputToken))"
    guard let target = figures.target else { return reached }
    let isMet = figures.timePerOutputToken <= target * (1 + 1e-9)
    return "\(reached), \(isMet ? "within" : "over") the target of \(Seconds(target))"
  }

  private var throughput: String? {
    let total = "\(rate(figures.tokensPerSecondPerGPU)) tokens/s per GPU, \(rate(figures.tokensPerSecond)) in all"
    guard let demand = figures.demand else { return total }
    let isMet = figures.tokensPerSecond >= demand * (1 - 1e-9)
    return "\(total), \(isMet ? "enough for" : "less than") the demand of \(rate(demand))"
  }

  private func rate(_ value: Double) -> String { TextLayout.plain(value) }

  private var cost: String? {
    figures.costPerMillionTokens.map { "\(Numerals.significant($0, digits: 4)) USD per million tokens" }
  }

  private var objective: String? {
    let reached = "\(Numerals.significant(figures.objective, digits: 5)) \(figures.objectiveUnit)"
    guard figures.bound > 0 else { return "\(reached); nothing is known to bound it" }
    guard figures.bound <= figures.objective * (1 + 1e-9) else {
      return
        "\(reached), below the bound of \(Numerals.significant(figures.bound, digits: 5)), which speaks of layouts "
        + "that do what was asked for"
    }
    return "\(reached), \(Numerals.percent(figures.gap, decimals: 2)) from the bound of "
      + Numerals.significant(figures.bound, digits: 5)
  }
}
