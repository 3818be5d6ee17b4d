import Plans
import Quantities

/// The layouts of a comparison with their letters, best first: degrees and sizes, or why there is none.
struct ComparedLayoutList {
  private let comparison: Comparison

  init(_ comparison: Comparison) { self.comparison = comparison }

  var text: String {
    let width = comparison.layouts.map(\.title.count).max() ?? 0
    let rows = comparison.layouts.map { "  \($0.letter)  \($0.title.padding(to: width))  \(answer($0))" }
    return (["Layouts, best first" + goal] + rows).joined(separator: "\n")
  }

  private var goal: String {
    comparison.found.first.map { " (\($0.certificate.objectiveUnit))" } ?? ""
  }

  private func answer(_ layout: ComparedLayout) -> String {
    if let found = layout.found { return found.layout.sentence }
    return "none: " + (layout.refusal?.sentence ?? "nothing fits")
  }
}
