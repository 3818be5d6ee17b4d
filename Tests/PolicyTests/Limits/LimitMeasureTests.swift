import Formats
import Testing
@testable import Policy

@Suite("Limits as they are written")
struct LimitMeasureTests {
  private func node(_ text: String) -> InputNode {
    InputNode(
      file: "p.yaml", key: "limit",
      content: Int(text).map { .integer($0) } ?? Double(text).map { .number($0) } ?? .text(text))
  }

  /// What is proposed reads back as no less, or as no more, than what was found, and within a percent of it.
  @Test(arguments: [LimitMeasure.time, .bytes, .share, .number, .dollars, .dollarsPerHour])
  func proposalsReadBack(_ measure: LimitMeasure) throws {
    for value in [1.2345e-3, 0.999999, 0.05, 7.77777, 61.2399, 1234.567] {
      let scaled = measure.unit == "B" ? value * 1e9 : value
      let up = try measure.value(node(measure.written(scaled, roundingUp: true)))
      let down = try measure.value(node(measure.written(scaled, roundingUp: false)))
      #expect(up >= scaled * (1 - 1e-12) && up <= scaled * 1.01, "\(measure) \(scaled) \(up)")
      #expect(down <= scaled * (1 + 1e-12) && down >= scaled * 0.99, "\(measure) \(scaled) \(down)")
    }
  }

  @Test func valuesCarryUnits() throws {
    #expect(try LimitMeasure.time.value(node("50 ms")) == 0.05)
    #expect(try LimitMeasure.bytes.value(node("4 GB")) == 4e9)
    #expect(try LimitMeasure.share.value(node("120 %")) == 1.2)
    #expect(try LimitMeasure.dollars.value(node("0.7 USD")) == 0.7)
    #expect(throws: Diagnostic.self) { try LimitMeasure.dollars.value(node("0.7")) }
    #expect(throws: Diagnostic.self) { try LimitMeasure.dollarsPerHour.value(node("0.7 USD")) }
  }

  @Test func limitsAreKeptUpToRounding() {
    let limit = Limit(quantity: .timePerOutputToken, value: 0.05, severity: .error, node: node("50 ms"))
    #expect(limit.isKept(by: 0.05) && limit.isKept(by: 0.05 * (1 + 1e-12)) && !limit.isKept(by: 0.05001))
    let least = Limit(quantity: .memoryHeadroom, value: 4e9, severity: .error, node: node("4 GB"))
    #expect(least.isKept(by: 4e9) && !least.isKept(by: 3.9e9))
  }
}
