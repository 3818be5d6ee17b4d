import Plans
import Quantities

/// A frontier as a plot in text: tokens per second of a user to the right, of a GPU upwards, a letter for each layout.
struct FrontierPlot {
  private let frontier: FrontierDocument
  private let names: FrontierNames
  private let axes: FrontierAxes
  private static let width = 86
  private static let height = 16
  private static let margin = 10

  init(_ frontier: FrontierDocument, names: FrontierNames, axes: FrontierAxes) {
    self.frontier = frontier
    self.names = names
    self.axes = axes
  }

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
