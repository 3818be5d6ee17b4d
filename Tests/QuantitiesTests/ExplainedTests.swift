import Quantities
import Testing

@Suite("Values that know how they were computed")
struct ExplainedTests {
  private let source = DerivationSource(file: "a.yaml", key: "k")

  private func number(_ name: String, _ value: Double, recorder: Recorder = .on) -> Explained<Scalar> {
    recorder(name, Quantity(value), source: source)
  }

  /// A value that uses every operation.
  private func everything(recorder: Recorder) -> Explained<Time> {
    let weights = recorder("weights", Bytes(6e9), source: source)
    let cache = recorder("cache", Bytes(1e9), source: source)
    let bandwidth = recorder("bandwidth", Bandwidth(2e12), source: source)
    let share = (number("a", 3, recorder: recorder) / number("b", 4, recorder: recorder)).named("share")
    let memory = (Explained.sum([weights, cache, weights - cache]) / (bandwidth * share)).named("memory time")
    let factor = number("c", 2.5, recorder: recorder).roundedUp().raised(to: 2).squareRoot() * 1
    let floor = recorder("floor", Seconds(1e-5), source: source) * factor
    let slow = Explained.maximum([memory, floor]) + Explained.minimum([memory, floor])
    return slow / (1 + number("d", 7, recorder: recorder).naturalLogarithm())
  }

  private func nodes(of root: Derivation) -> [Derivation] { [root] + root.operands.flatMap(nodes) }

  @Test func everyNodeCanBeComputedAgain() throws {
    let all = nodes(of: try #require(everything(recorder: .on).derivation))
    #expect(Set(all.map(\.operation)) == Set(Operation.allCases))
    for node in all { #expect(node.recompute() == node.value, "\(node.formula)") }
  }

  @Test func theSameCodeWithoutRecordingGivesTheSameValueAndNoRecord() {
    #expect(everything(recorder: .off).derivation == nil)
    #expect(everything(recorder: .off).value == everything(recorder: .on).value)
  }

  @Test func oneRecordingLeafIsEnough() throws {
    let sum = number("a", 1) + number("b", 2, recorder: .off)
    #expect(try #require(sum.derivation).operands.map(\.value) == [1, 2])
  }

  @Test func everyLeafHasASource() throws {
    let leaves = nodes(of: try #require(everything(recorder: .on).derivation)).filter {
      $0.operation == .given && !$0.name.isEmpty
    }
    #expect(!leaves.isEmpty && leaves.allSatisfy { $0.source == source })
  }

  @Test func childrenOfASumAddUp() throws {
    let parts = (1...50).map { number("p\($0)", 0.1 * Double($0)) }
    let whole = Explained.sum(parts)
    #expect(try #require(whole.derivation).operands.reduce(0) { $0 + $1.value } == whole.value)
  }

  /// A sum of one term, which reads as the term.
  private func one(_ value: Explained<Scalar>) -> Explained<Scalar> { Explained.sum([value]) }

  @Test func bracketsSayWhatWasComputed() {
    let (a, b, c) = (number("a", 2), number("b", 3), number("c", 4))
    for (value, formula) in [
      (a + b * c, "a + b × c"), ((a + b) * c, "(a + b) × c"), (a - (b - c), "a - (b - c)"), (a - b - c, "a - b - c"),
      (a / (b * c), "a / (b × c)"), (a * b / c, "a × b / c"), (a / (b / c), "a / (b / c)"),
      ((a + b).raised(to: c), "(a + b)^c"), (a.raised(to: b + c), "a^(b + c)"),
      (a.raised(to: b).raised(to: c), "(a^b)^c"), (a.raised(to: b.raised(to: c)), "a^(b^c)"),
      ((a - b).squareRoot() * c, "sqrt(a - b) × c"), (Explained.maximum([a, b + c]), "max(a, b + c)"),
      ((a / b).roundedUp() - 1, "ceil(a / b) - 1"), (a * one(b * c), "a × (b × c)"),
      (one(a) - one(b), "a - b"),
      (a - Explained(Quantity(-3)), "a - (-3)"),
    ] {
      #expect(value.derivation?.formula == formula)
    }
  }

  @Test func namedOperandsArePrintedByName() {
    let total = (number("a", 1) + number("b", 2)).named("total")
    #expect((total * number("c", 3)).derivation?.formula == "total × c")
    #expect(total.derivation?.formula == "a + b")
  }

  @Test func aTableHoldsEveryNodeOnceAndOperandsFirst() throws {
    let a = number("a", 2)
    let root = try #require(((a + 1) * (a + 1) * a).derivation)
    var table = DerivationTable()
    let index = table.add(root)
    #expect(index == table.entries.count - 1)
    #expect(table.add(root) == index)
    #expect(table.entries.count { $0.name == "a" } == 1)
    for (position, entry) in table.entries.enumerated() {
      #expect((entry.operands ?? []).allSatisfy { $0 < position })
      let values = (entry.operands ?? []).map { table.entries[$0].value }
      #expect(entry.operation.evaluate(values) ?? entry.value == entry.value)
    }
  }
}
