import Foundation
import Plans
import Quantities

/// The layouts that fit side by side, a column for each, in blocks that fit a screen.
struct ComparisonTable {
  private let layouts: [ComparedLayout]
  private static let nameWidth = 28
  private static let columnWidth = 17
  private static let columnsInBlock = 4

  /// Whether prompts have lengths, so that some layout may have a TTFT.
  private let hasServing: Bool
  private let hasPrice: Bool

  init(_ comparison: Comparison) {
    layouts = comparison.layouts.filter { $0.found != nil }
    hasServing = comparison.found.contains { $0.serving != nil }
    hasPrice = comparison.found.contains { $0.speed.costPerMillionTokens != nil }
  }

  var text: String {
    stride(from: 0, to: layouts.count, by: Self.columnsInBlock).map { first in
      block(Array(layouts[first..<min(first + Self.columnsInBlock, layouts.count)]))
    }.joined(separator: "\n\n")
  }

  private func block(_ layouts: [ComparedLayout]) -> String {
    let columns = layouts.compactMap { layout in
      layout.found.map { ComparisonColumn($0, hasServing: hasServing, hasPrice: hasPrice).cells }
    }
    let head = line("", layouts.map(title))
    let rows = (columns.first ?? []).indices.map { row in
      line(columns[0][row].name, columns.map { $0[row].value })
    }
    return ([head] + rows).joined(separator: "\n")
  }

  /// Without spaces where it would not fit its column.
  private func title(_ layout: ComparedLayout) -> String {
    let title = "\(layout.letter) \(layout.title)"
    return title.count < Self.columnWidth ? title : "\(layout.letter) \(layout.title.filter { $0 != " " })"
  }

  private func line(_ name: String, _ values: [String]) -> String {
    (name.padding(to: Self.nameWidth)
      + values.map { value in (value.count < Self.columnWidth ? value : " " + value).padding(left: Self.columnWidth) }
      .joined())
      .trimmingTrailingSpaces()
  }
}
