import Plans
import Quantities
import Reporting
import Testing
@testable import Planning

@Suite("Refusals say what is missing and what would be enough")
struct RefusalTests {
  private static let tooSmall = PlanCase(cluster: "hgx-h100")

  @Test func deepSeekOnEightGPUs() throws {
    let refusal = try HonestPlan.refusal(Self.tooSmall.request())
    #expect(refusal.reason == .memory)
    for word in ["weights", "experts", "KV", "usable", "GB short on each GPU"] {
      #expect(refusal.sentence.contains(word), "\(refusal.sentence)")
    }
    let stage = try #require(refusal.stage)
    #expect(stage.free < 0)
    let short = (-stage.free / 1e8).rounded() / 10
    #expect(refusal.sentence.contains("\(short) GB short"))
    #expect(!refusal.changes.isEmpty)
    #expect(try JSONText.encode(refusal).contains("\"reason\" : \"memory\""))
  }

  @Test func theSameModelFitsLargerGPUs() throws {
    _ = try HonestPlan.make(PlanCase(cluster: "hgx-h200"))
  }

  /// Every change of the refusal, made, gives a plan.
  @Test func changesAreEnough() throws {
    let request = try Self.tooSmall.request()
    for change in try HonestPlan.refusal(request).changes {
      let changed = try #require(try apply(change, to: request), "\(change)")
      let need = try MemoryNeed(changed, poolIndex: 0)
      #expect(need.fits, "\(change)")
    }
  }

  @Test func moreNodesAreEnough() throws {
    let request = try Self.tooSmall.request()
    let change = try #require(try HonestPlan.refusal(request).changes.first { $0.contains("nodes instead of") })
    _ = try HonestPlan.make(try #require(try apply(change, to: request)))
  }

  private func apply(_ change: String, to request: PlanRequest) throws -> PlanRequest? {
    let words = change.split { " ()".contains($0) }.map(String.init)
    if let flag = words.firstIndex(of: "--precision"), let format = NumberFormat(rawValue: words[flag + 1]) {
      var changed = request
      changed.model = request.model.asReleased(in: format)
      return changed
    }
    if words.contains("--kv-precision") { return try RequestChange.smallerCache(request)?.request }
    guard words.count == 5, words[1] == "nodes", let nodes = Int(words[0]), let before = Int(words[4]) else {
      return nil
    }
    return RequestChange.moreNodes(request, times: nodes / before)?.request
  }

  /// 10,000 sequences do not fit; the number that the refusal names does, and one more does not.
  @Test func fewerSequencesAndShorterContexts() throws {
    let planCase = PlanCase(
      model: "meta-llama/Llama-3.1-70B", cluster: "hgx-h100", context: 8192, target: nil, batch: 10_000)
    let request = try planCase.request()
    let refusal = try HonestPlan.refusal(request)
    let sequences = try #require(refusal.changes.first { $0.contains("sequences in flight") }?.number)
    #expect(try MemoryNeed(InputAxis.batch.varied(request, to: Double(sequences)), poolIndex: 0).fits)
    #expect(try !MemoryNeed(InputAxis.batch.varied(request, to: Double(sequences + 1)), poolIndex: 0).fits)
    let context = try #require(refusal.changes.first { $0.hasPrefix("a context of") }?.number)
    #expect(try MemoryNeed(InputAxis.context.varied(request, to: Double(context)), poolIndex: 0).fits)
    #expect(try !MemoryNeed(InputAxis.context.varied(request, to: Double(context + 1)), poolIndex: 0).fits)
  }

  @Test(arguments: [nil, 32]) func aTargetThatIsMissed(batch: Int?) throws {
    var planCase = PlanCase(
      model: "openai/gpt-oss-120b", cluster: "hgx-h200", target: Seconds(1e-4), batch: batch)
    let refusal = try HonestPlan.refusal(planCase.request())
    #expect(refusal.reason == .latency)
    #expect(refusal.sentence.contains("target is 100 us") || refusal.sentence.contains("target is 100 µs"))
    let quoted = try #require(refusal.changes.first).split(separator: "\"")
    planCase.target = try Seconds(parsing: String(quoted[1]))
    let plan = try HonestPlan.make(planCase)
    #expect(plan.prediction.timePerOutputToken <= planCase.target?.value ?? 0)
  }
}

extension String {
  /// The first whole number in the text.
  fileprivate var number: Int? { split(separator: " ").compactMap { Int($0) }.first }
}
