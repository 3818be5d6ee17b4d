import Foundation
import Interchange
import Quantities

/// A row for each window of steps.
struct LoadDriftTable {
  private let summary: LoadSummary

  init(_ summary: LoadSummary) { self.summary = summary }

  var lines: [String] {
    guard !summary.windows.isEmpty else { return [] }
    let hasBalance = summary.gpus != nil
    func line(_ cells: [String]) -> String {
      zip(hasBalance ? cells : cells.dropLast(), [-20, 17, 10, 10, 12, 10])
        .map { $1 < 0 ? $0.padding(to: -$1) : $0.padding(left: $1) }.joined().trimmingTrailingSpaces()
    }
    return TextLayout.wrap(
      "Moved: tokens that went to other experts than in the window before. By chance: the same for two samples of one "
        + "popularity.", indent: 2)
      + [line(["steps", "routed", "hottest", "moved", "by chance", "balance"])]
      + summary.windows.map { window in
        line([
          window.first == window.last ? "\(window.first)" : "\(window.first) to \(window.last)",
          LoadReport.tokens(window.routed), window.hottestOverMean.map { String(format: "%.2f", $0) } ?? "-",
          window.moved.map { Numerals.percent($0) } ?? "-", window.movedByChance.map { Numerals.percent($0) } ?? "-",
          window.balance.map { String(format: "%.4f", $0) } ?? "-",
        ])
      }
  }
}
