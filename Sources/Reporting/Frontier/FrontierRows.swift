import Plans
import Quantities

/// Points of a frontier as rows for a person.
struct FrontierRows {
  private let frontier: FrontierDocument
  private let names: FrontierNames

  init(_ frontier: FrontierDocument, names: FrontierNames) {
    self.frontier = frontier
    self.names = names
  }

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
