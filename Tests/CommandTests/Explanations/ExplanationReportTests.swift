import Foundation
import Plans
import Quantities
import Reporting
import Testing

@Suite("An explanation as a tree")
struct ExplanationReportTests {
  private func text(_ unfolding: Unfolding = .usual) -> String {
    ExplanationReport(SmallExplanation.explanation, unfolding: unfolding).description
  }

  @Test func everythingOfASmallOne() {
    #expect(
      text() == """
        round  98.00 ms  = micro-batches × stage
        ├ micro-batches  2  layout: micro-batches
        └ stage  49.00 ms  = layers × layer + head
          ├ layers × layer  48.00 ms, 98.0 %
          │ ├ layers  4  layout: layers
          │ └ layer  12.00 ms  = max(reads, products) + floor
          │   ├ max(reads, products)  10.00 ms, 83.3 %
          │   │ ├ [1] reads  10.00 ms, binds  = bytes read / (HBM bandwidth × hbm.dense)
          │   │ │ ├ bytes read  10.00 GB  config.json: layers[0]
          │   │ │ ├ HBM bandwidth  2.000 TB/s  cluster.yaml: pools[0].memoryBandwidth
          │   │ │ └ hbm.dense  0.5000  default: families.hopper.hbm.dense
          │   │ │       measured with a benchmark that reads a gigabyte at a time and is described at some
          │   │ │       length here
          │   │ └ products  3.000 ms  model: flops
          │   └ floor  2.000 ms, 16.7 %  default: overhead
          └ head  1.000 ms, 2.0 %  = reads / 10
            └ reads  10.00 ms  see [1]
        """)
  }

  @Test(arguments: [
    (0, "round  98.00 ms  = micro-batches × stage  … 13 more below; --depth 6"),
    (
      1,
      """
      round  98.00 ms  = micro-batches × stage
      ├ micro-batches  2  layout: micro-batches
      └ stage  49.00 ms  = layers × layer + head  … 11 more below; --depth 6
      """
    ),
    (
      2,
      """
      round  98.00 ms  = micro-batches × stage
      ├ micro-batches  2  layout: micro-batches
      └ stage  49.00 ms  = layers × layer + head
        ├ layers × layer  48.00 ms, 98.0 %  … 9 more below; --depth 6
        └ head  1.000 ms, 2.0 %  = reads / 10  … 4 more below; --depth 4
      """
    ),
  ])
  func levels(count: Int, expected: String) {
    #expect(text(.levels(count)) == expected)
  }

  @Test func enoughLevelsShowEverything() {
    #expect(text(.levels(6)) == text())
    #expect(text(.levels(1 << 20)) == text())
    #expect(text(.levels(5)).contains("--depth 6"))
  }

  /// With few lines the heaviest terms are followed to the inputs, and the light ones are left out.
  @Test func whatMattersMostIsUnfolded() {
    let lines = text(.mostImportant(lines: 14)).components(separatedBy: "\n")
    #expect(lines.contains { $0.contains("HBM bandwidth  2.000 TB/s  cluster.yaml") })
    #expect(lines.contains { $0.contains("head  1.000 ms, 2.0 %  = reads / 10  … 4 more below; --depth 4") })
  }

  /// Every line keeps to 100 columns, however long a key and however deep the tree.
  @Test func longWordsAreBroken() throws {
    let path = String(repeating: "folder/", count: 40)
    var value = Recorder.on(
      "x", Quantity<Scalar>(1), source: DerivationSource(file: path, key: "k"))
    for level in 0..<30 { value = (value * 2).named("level \(level)") }
    var table = DerivationTable()
    let root = table.add(try #require(value.derivation))
    let report = ExplanationReport(Explanation("x", root: root, in: table.entries), unfolding: .levels(99))
    let lines = report.description.components(separatedBy: "\n")
    #expect(lines.allSatisfy { $0.count <= 100 && $0.last != " " })
    #expect(report.description.filter { $0 == "/" }.count == 40)
  }

  /// A file may hold a tree that is as deep as it is long.
  @Test func depthIsNoDanger() {
    var nodes = [DerivationTable.Entry(name: "n", value: 1, unit: "")]
    for level in 1...20_000 {
      nodes.append(
        DerivationTable.Entry(name: "n", value: 1, unit: "", operation: .maximum, operands: [level - 1], formula: "n"))
    }
    let explanation = Explanation("n", root: 20_000, in: nodes)
    #expect(ExplanationReport(explanation).description.contains("--depth 20000"))
  }

  @Test func onlyWhatANumberRestsOnIsTaken() {
    let nodes = [
      DerivationTable.Entry(name: "other", value: 1, unit: ""), DerivationTable.Entry(name: "a", value: 2, unit: ""),
      DerivationTable.Entry(name: "b", value: 2, unit: "", operation: .maximum, operands: [1], formula: "max(a)"),
      DerivationTable.Entry(name: "user", value: 2, unit: "", operation: .maximum, operands: [2], formula: "max(b)"),
    ]
    let explanation = Explanation("b", root: 2, in: nodes)
    #expect(explanation.nodes.map(\.name) == ["a", "b"])
    #expect(explanation.root == 1 && explanation.nodes[1].operands == [0])
  }
}
