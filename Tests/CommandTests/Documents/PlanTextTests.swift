import Foundation
import Plans
import Reporting
import Testing

@Suite("A plan written in parts")
struct PlanTextTests {
  private func plan() throws -> Plan {
    let plan = try SmallPlan()
    #expect(try plan.run().status == 0)
    return try JSONDecoder().decode(Plan.self, from: Data(plan.written.utf8))
  }

  private func text(_ plan: Plan) throws -> String {
    String(decoding: try PlanText(plan).parts.reduce(Data(), +), as: UTF8.self)
  }

  @Test func isTheSameBytes() throws {
    let plan = try plan()
    #expect(!plan.placement.gpus.isEmpty)
    #expect(try text(plan) == JSONText.encode(plan) + "\n")
  }

  /// 10,000 GPUs are three parts, beside what stands before and after the list.
  @Test(arguments: [nil, "node", "a \"b\" \\ é\u{7F}\u{1B}"])
  func manyGPUsAreTheSameBytes(host: String?) throws {
    var plan = try plan()
    plan.placement.gpus = (0..<10_000).map { number in
      PlacedGPU(
        gpu: number, rack: number / 72, domain: number / 8, node: number % 9, index: number % 8,
        host: number % 3 == 0 ? nil : host.map { "\($0)\(number / 8)" }, replica: number / 16, stage: -number,
        tensorRank: 1, dataRank: 2, expertRank: 3, expertTensorRank: .max)
    }
    #expect(try text(plan) == JSONText.encode(plan) + "\n")
    #expect(try PlanText(plan).parts.map(\.count).count == 5)
  }

  @Test func withoutGPUs() throws {
    var plan = try plan()
    plan.placement.gpus = []
    #expect(try text(plan) == JSONText.encode(plan) + "\n")
  }
}
