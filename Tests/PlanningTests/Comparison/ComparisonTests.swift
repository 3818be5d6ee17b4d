import Costing
import Optimization
import Plans
import Quantities
import Reporting
import Testing
@testable import Planning

@Suite("Layouts side by side")
struct ComparisonTests {
  static func compare(
    _ request: PlanRequest, _ layouts: String, crossovers: Bool = false
  ) throws -> ComparisonDocument {
    try LayoutComparer(
      request, constraints: LayoutConstraint.list(layouts, flag: "--layouts"), optimizer: GLPKOptimizer(),
      seeksCrossovers: crossovers
    ).document()
  }

  @Test func eachIsTheBestOfItsKindAndTheBestComesFirst() throws {
    let request = try PlanCase(tolerance: 0.005).request()
    let comparison = try Self.compare(request, "tp,pp,ep,any").comparison
    let objectives = comparison.found.map(\.certificate.objective)
    #expect(objectives == objectives.sorted())
    #expect(comparison.layouts.map(\.letter).sorted() == ["A", "B", "C", "D"])
    let plan = try HonestPlan.make(request)
    let any = try #require(comparison.layouts.first { $0.name == "any" }?.found)
    #expect(any.layout == plan.layout)
    #expect(any.certificate.objective == plan.certificate.objective)
    for layout in comparison.layouts {
      let found = try #require(layout.found)
      #expect(found.certificate.objective >= plan.certificate.bound)
      #expect(found.certificate.status == .proved)
    }
  }

  /// What the average GPU does in a round adds up to the round, and GPU-time per token to GPUs · R / B.
  @Test(arguments: ["gb200-nvl72-1-rack", "hgx-h200-4-nodes"])
  func timesAddUp(cluster: String) throws {
    for found in try Self.compare(PlanCase(cluster: cluster).request(), "ep,pp,tp,ep+pp").comparison.found {
      let round = found.speed.round
      #expect(abs(found.times.reduce(0) { $0 + $1.time } / round - 1) < 1e-9)
      let perToken = round * Double(found.layout.gpusPerReplica) / Double(found.layout.sequencesPerReplica)
      #expect(abs(found.times.reduce(0) { $0 + $1.perToken } / perToken - 1) < 1e-9)
      #expect(abs(found.speed.tokensPerSecondPerGPU * perToken - 1) < 1e-9)
      let bubble = found.times.first { $0.resource == "bubble" }?.time ?? -1
      #expect(abs(bubble / round - found.bubble) < 1e-9)
    }
  }

  /// Two stages of TP 1 in bf16: every token crosses once as a vector of 7,168 elements of 2 bytes: 14,336 B.
  @Test func aPipelineSendsATokenOnceOverTheTierBetweenItsStages() throws {
    var request = try PlanCase(cluster: "gb200-nvl72-8-racks", objective: .latency, batch: 128).request()
    request.goal = try request.goal.tolerating(0.01)
    let found = try #require(try Self.compare(request, "ep64+pp2").comparison.found.first)
    #expect(found.layout.stages.map(\.hop) == [nil, "spine"])
    #expect(found.layout.stages.map(\.gpus) == [64, 64])
    let spine = try #require(found.traffic.first { $0.level == "spine" })
    #expect(spine.perToken == 14_336)
    // The 64 sequences of a micro-batch are one on each GPU of the second stage; two micro-batches in a round.
    let perRound = Double(found.layout.sequencesPerReplica) / 64 * 14_336
    #expect(abs(spine.perGPUAndRound / perRound - 1) < 1e-9)
  }

  @Test func whatDoesNotFitHasItsReason() throws {
    let request = try PlanCase(model: "meta-llama/Llama-3.1-405B", cluster: "hgx-h200-4-nodes").request()
    let comparison = try Self.compare(request, "ep,dp,tp,tp+pp").comparison
    let reasons = Dictionary(uniqueKeysWithValues: comparison.layouts.map { ($0.name, $0.refusal?.reason) })
    #expect(reasons["ep"] == .layout)
    #expect(reasons["dp"] == .memory)
    #expect(comparison.layouts.first { $0.name == "ep" }?.refusal?.sentence == "the model has no experts")
    #expect(reasons["tp+pp"] == .some(nil))
    let first = try #require(comparison.layouts.firstIndex { $0.found == nil })
    #expect(comparison.layouts[first...].allSatisfy { $0.found == nil })
    #expect(comparison.rule == nil)
  }

  @Test func nothingFitsIsAnAnswerToo() throws {
    let document = try Self.compare(PlanCase(cluster: "hgx-h100").request(), "ep,tp,pp", crossovers: true)
    #expect(document.comparison.winner == nil)
    #expect(document.comparison.sweeps.isEmpty)
    #expect(!"\(ComparisonReport(document))".isEmpty)
  }

  @Test func lossesAreOfTheWinner() throws {
    let comparison = try Self.compare(PlanCase(cluster: "hgx-h200-4-nodes").request(), "ep,pp,tp").comparison
    let winner = try #require(comparison.winner)
    #expect(winner.loss == nil)
    for layout in comparison.layouts.dropFirst() where layout.found != nil {
      let (loss, found) = try (#require(layout.loss), #require(layout.found))
      let best = try #require(winner.found)
      #expect(loss.ratio == found.certificate.objective / best.certificate.objective)
      let resource = try #require(loss.resource)
      let figures = try [best, found].map { try #require($0.times.first { $0.resource == resource }).perToken }
      #expect(loss.more == figures[1] - figures[0])
      #expect(loss.sentence.hasPrefix(layout.title))
    }
  }

  @Test func aTimeToFirstTokenNeedsLengths() throws {
    var request = try PlanCase(model: "openai/gpt-oss-120b", cluster: "hgx-h200").request()
    let without = try Self.compare(request, "dp").comparison.found[0]
    #expect(without.serving == nil)
    #expect(without.servingObstacle == "decode alone has none: give --input and --output-tokens")
    request.workload = try Workload(inputTokens: 1024, outputTokens: 256)
    let found = try Self.compare(request, "dp").comparison.found[0]
    let serving = try #require(found.serving)
    #expect(serving.clients == found.layout.sequencesPerReplica * found.layout.replicas)
    // Prefill shares the GPUs, so decode is slower than alone.
    #expect(serving.timePerOutputToken > found.speed.timePerOutputToken)
    #expect(serving.timeToFirstToken > 0)
  }

  @Test func theSameInputsGiveTheSameBytes() throws {
    let request = try PlanCase(model: "openai/gpt-oss-120b", cluster: "hgx-h200").request()
    let texts = try (0..<2).map { _ in
      try JSONText.encode(Self.compare(request, "ep,pp,tp", crossovers: true))
    }
    #expect(texts[0] == texts[1])
  }

  @Test(.enabled(if: JSONSchema.isAvailable, "python3 with jsonschema is not installed"))
  func documentsAreAsTheirSchemaSays() throws {
    var serving = try PlanCase(model: "openai/gpt-oss-120b", cluster: "hgx-h200").request()
    serving.workload = try Workload(inputTokens: 1024, outputTokens: 256)
    let documents = [
      try Self.compare(serving, "ep,dp", crossovers: true),
      try Self.compare(PlanCase(cluster: "hgx-h200-4-nodes").request(), "ep,pp,tp,ep512"),
      try Self.compare(PlanCase(cluster: "hgx-h100").request(), "tp"),
    ]
    for document in documents {
      #expect(try JSONSchema.faults(JSONText.encode(document), schema: "comparison.schema.json") == [])
    }
    #expect(try JSONSchema.faults("{}", schema: "comparison.schema.json").count == 3)
  }
}
