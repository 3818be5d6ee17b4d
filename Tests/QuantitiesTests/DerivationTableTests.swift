import Foundation
import Quantities
import Testing

@Suite("Tables of derivations that were read again")
struct DerivationTableTests {
  private typealias Entry = DerivationTable.Entry

  /// a = 3, b = 4, a × b = 12, sqrt(a × b + b) = 4.
  private let good = [
    Entry(name: "a", value: 3, unit: "", source: DerivationSource(file: "a.yaml", key: "a")),
    Entry(value: 4, unit: ""),
    Entry(name: "area", value: 12, unit: "", operation: .product, operands: [0, 1], formula: "a × 4"),
    Entry(value: 16, unit: "", operation: .sum, operands: [2, 1], formula: "area + 4"),
    Entry(name: "side", value: 4, unit: "", operation: .squareRoot, operands: [3], formula: "sqrt(area + 4)"),
  ]

  private func fault(_ index: Int, _ entry: Entry) -> DerivationFault? {
    var entries = good
    entries[index] = entry
    return fault(entries)
  }

  private func fault(_ entries: [Entry]) -> DerivationFault? {
    do {
      try DerivationTable.check(entries)
      return nil
    } catch {
      return error
    }
  }

  private func sentence(_ fault: DerivationFault?) -> String? {
    fault.map { "\($0.kind) \($0.entry) \($0.key): \($0.found), not \($0.expected)" }
  }

  @Test func whatComputesIsTaken() {
    #expect(fault(good) == nil)
    #expect(fault([]) == nil)
  }

  @Test(arguments: [[5, 1], [-1, 1], [2, 1], [3, 1], [.max, 0]])
  func operandsStandBefore(operands: [Int]) {
    let entry = Entry(name: "area", value: 12, unit: "", operation: .product, operands: operands, formula: "a × 4")
    #expect(
      sentence(fault(2, entry))
        == "operand 2 operands[0]: \(operands[0]) in \"area\", not 0 to 1, as operands stand before the "
        + "entries that use them")
  }

  @Test(arguments: Quantities.Operation.allCases, [0, 1, 2, 3])
  func operandsAreAsManyAsTheOperationTakes(operation: Quantities.Operation, count: Int) {
    let right: Set<Int> =
      switch operation {
      case .given: [0]
      case .ceiling, .squareRoot, .naturalLogarithm: [1]
      case .difference, .quotient, .power: [2]
      default: [1, 2, 3]
      }
    let operands = Array(repeating: 0, count: count)
    let value = right.contains(count) ? operation.evaluate(operands.map { good[$0].value }) : nil
    let found = fault(1, Entry(value: value ?? 4, unit: "", operation: operation, operands: operands))
    #expect((found?.key == "operands") == !right.contains(count), "\(String(describing: found))")
  }

  @Test func valuesAreWhatTheOperandsGive() {
    let wrong = Entry(name: "area", value: 13, unit: "", operation: .product, operands: [0, 1], formula: "a × 4")
    #expect(
      sentence(fault(2, wrong)) == "value 2 value: 13.0 in \"area\", not 12.0, which its product gives")
    let root = Entry(value: 0, unit: "", operation: .naturalLogarithm, operands: [0], formula: "ln(a)")
    #expect(fault(1, root)?.kind == .value)
    // A quotient by zero is no number, whatever the file says.
    for dividend in [0.0, 1] {
      let quotient = Entry(value: 1, unit: "", operation: .quotient, operands: [1, 0])
      #expect(fault([Entry(value: 0, unit: ""), Entry(value: dividend, unit: ""), quotient])?.entry == 2)
    }
  }

  /// The text of a file is not believed.
  @Test func formulasAreWrittenAgain() {
    var entries = good
    entries[1] = Entry(value: 4, unit: "", formula: "2 + 2")
    entries[3] = Entry(value: 16, unit: "", operation: .sum, operands: [2, 1], formula: "luck / skill")
    #expect(fault(entries) == nil)
    #expect(DerivationTable.withFormulas(entries) == good)
    #expect(DerivationTable.withFormulas(good) == good)
  }

  /// 60 doublings of one number: the whole formula would fill any memory.
  @Test(arguments: [Quantities.Operation.sum, .maximum])
  func aFormulaThatExplodesIsCutShort(operation: Quantities.Operation) {
    let doublings = (1...60).map { level in
      Entry(value: pow(2, Double(level)), unit: "", operation: operation, operands: [level - 1, level - 1])
    }
    let written = DerivationTable.withFormulas([Entry(value: 1, unit: "")] + doublings)
    #expect(written.allSatisfy { ($0.formula?.count ?? 0) <= 4000 })
    #expect(written[2].formula == (operation == .sum ? "1 + 1 + (1 + 1)" : "max(max(1, 1), max(1, 1))"))
  }

  @Test func whatIsRecordedIsTakenAndStandsOnce() throws {
    let source = DerivationSource(file: "a.yaml", key: "k")
    func width() -> Explained<Scalar> { Recorder.on("width", Quantity(3), source: source) }
    let total = ((width() + 1).named("sum") * (width() + 1).named("sum") - -2).named("total")
    var table = DerivationTable()
    let root = table.add(try #require(total.derivation))
    #expect(table.entries.map(\.name) == ["width", nil, "sum", nil, nil, "total"])
    #expect(root == 5)
    #expect(table.entries[3].operands == [2, 2])
    #expect(table.entries[5].formula == "sum × sum - (-2)")
    #expect(fault(table.entries) == nil)
    #expect(DerivationTable.withFormulas(table.entries) == table.entries)
  }

  @Test func anUnknownOperationIsNamed() {
    let text = Data(#"{"value": 1, "unit": "", "operation": "guess"}"#.utf8)
    #expect {
      try JSONDecoder().decode(DerivationTable.Entry.self, from: text)
    } throws: { error in
      guard case .dataCorrupted(let context) = error as? DecodingError else { return false }
      return context.debugDescription == "the unknown operation \"guess\""
    }
  }

  @Test(
    arguments: [(Double, String, String)]([
      (0.04992, "s", "49.92 ms"), (93.55e9, "B", "93.55 GB"), (8e12, "B/s", "8.000 TB/s"),
      (3.0 / 3600, "USD/s", "3.000 USD/GPU/h"), (0.128, "USD", "0.1280 USD"), (2e15, "FLOP/s", "2.000 PFLOP/s"),
      (20800, "", "20,800"), (3047.6, "", "3,048"), (440.123, "", "440.1"), (0.5, "", "0.5000"), (0, "s", "0 s"),
      (1e300, "", "1.000e+300"), (-7, "", "-7"), (12, "kg", "12 kg"),
    ]))
  func valuesAreReadable(value: Double, unit: String, text: String) {
    #expect(DerivationTable.Entry(value: value, unit: unit).valueText() == text)
  }
}
