import Planning
import Plans
import Quantities
import Reporting
import Testing

@Suite("The same inputs give the same bytes")
struct DeterminismTests {
  static let cases = [
    PlanCase(model: "openai/gpt-oss-120b", cluster: "hgx-h200-4-nodes"),
    PlanCase(model: "Qwen/Qwen3-Next-80B-A3B-Instruct", cluster: "hgx-h100", objective: .latency, batch: 12),
    PlanCase(model: "openai/gpt-oss-120b", cluster: "mixed-gb200-h200", objective: .gpus, demand: 30_000),
  ]

  /// Once alone, then two and four at a time.
  @Test(arguments: cases) func atAnyNumberOfTasks(planCase: PlanCase) async throws {
    let first = try Self.text(planCase)
    for tasks in [1, 2, 4] {
      let texts = try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<tasks { group.addTask { try Self.text(planCase) } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(texts.count == tasks && texts.allSatisfy { $0 == first })
    }
  }

  private static func text(_ planCase: PlanCase) throws -> String { try JSONText.encode(HonestPlan.make(planCase)) }
}
