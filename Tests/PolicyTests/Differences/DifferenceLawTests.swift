@testable import Differences
import Plans
import Policy
import Quantities
import Reporting
import Testing

@Suite("Laws of differences")
struct DifferenceLawTests {
  private static let before = TinyPlan(
    stages: [.init(layers: 0...1, tensorParallel: 2, gpus: 4), .init(layers: 2...3, tensorParallel: 2, gpus: 4)],
    gpus: Array(0..<8))
  private static var after: TinyPlan {
    var plan = before
    plan.gpus = [4, 5, 6, 7, 0, 1, 2, 3]
    return plan
  }

  @Test func aPlanDoesNotDifferFromItself() throws {
    let same = try difference(Self.before, Self.before)
    #expect(!same.differs && same.inputs.isEmpty && same.layouts == nil && same.gpus == nil && same.figures.isEmpty)
    #expect(same.weights?.moved == 0 && same.weights?.gpus == [] && same.weights?.kept == same.weights?.held)
    #expect("\(PlanDifferenceReport(same))".hasPrefix("no difference"))
  }

  /// 3,000 replicas of one GPU each hold the same shard; who holds it is noted 3,000 times.
  @Test func thousandsOfReplicasDoNotDifferFromThemselves() throws {
    var many = TinyPlan(stages: [.init(layers: 0...3)], gpus: Array(0..<3_000))
    many.cluster.nodes = 750
    let same = try difference(many, many)
    #expect(!same.differs && same.gpus == nil)
    #expect(same.weights?.moved == 0 && same.weights?.gpus == [] && same.weights?.kept == same.weights?.held)
  }

  @Test func anotherWorkloadMovesNothing() throws {
    var other = Self.before
    other.context = 2000
    other.timePerOutputToken = 0.06
    let found = try difference(Self.before, other)
    #expect(found.inputs.map(\.key) == ["workload.context_tokens"] && found.inputs[0].after == "2,000 tokens")
    #expect(found.weights?.moved == 0 && found.weights?.time == nil && found.gpus == nil)
    let time = try #require(found.figures.first { $0.name == "TPOT" })
    #expect(
      time.verdict == .worse && (time.relativeChange ?? 0).isClose(to: 0.2) && (time.change ?? 0).isClose(to: 0.01))
    #expect(found.figures.first { $0.name == "tokens/s per user" }?.verdict == .worse)
  }

  /// Stages change nodes: with twice the bandwidth of the tier, in half the time.
  @Test(arguments: [10e9, 20e9, 40e9])
  func timeFallsWithBandwidth(bandwidth: Double) throws {
    func time(_ bandwidth: Double) throws -> Double {
      var (old, new) = (Self.before, Self.after)
      old.cluster.scaleOut = [Bandwidth(bandwidth)]
      new.cluster.scaleOut = old.cluster.scaleOut
      return try #require(try movement(old, new).time)
    }
    #expect(try time(2 * bandwidth).isClose(to: try time(bandwidth) / 2))
  }

  @Test func oversubscriptionTakesItsShare() throws {
    var (old, new) = (Self.before, Self.after)
    let plain = try #require(try movement(old, new).time)
    old.cluster.oversubscription = 3
    new.cluster.oversubscription = 3
    #expect(try #require(try movement(old, new).time).isClose(to: 3 * plain))
  }

  /// What a GPU that broke held comes from elsewhere.
  @Test func brokenGPUsSendNothing() throws {
    let single = TinyPlan(stages: [.init(layers: 0...3)], gpus: [0])
    var moved = TinyPlan(stages: [.init(layers: 0...3)], gpus: [1])
    #expect(try movement(single, moved).fromStorage == 0)
    moved.cluster.unavailable = [0]
    let found = try movement(single, moved)
    #expect(found.moved == 0 && found.fromStorage == found.held && found.time == nil)
    #expect(found.held == 4 * 29e6 + 96e6)
  }

  /// Another cluster is another set of GPUs, whatever their numbers.
  @Test func anotherClusterHoldsNothing() throws {
    var other = Self.before
    other.cluster.name = "other"
    let found = try difference(Self.before, other)
    #expect(found.weights?.kept == 0 && found.weights?.fromStorage == found.weights?.held)
    #expect(found.gpus?.newlyUsed.map(\.count) == [8] && found.gpus?.noLongerUsed.map(\.count) == [8])
  }

  /// Stored in another format, matrices are other bytes; what keeps its format stays: norms and tables.
  @Test func anotherFormatComesFromStorage() throws {
    let single = TinyPlan(stages: [.init(layers: 0...3)], gpus: [0])
    var wide = single
    wide.model.format = .bfloat16
    let found = try difference(single, wide)
    #expect(found.weights?.kept == 4 * 1e6 + 96e6 && found.weights?.fromStorage == 4 * 2 * 28e6)
    #expect(found.inputs.map(\.key) == ["model", "model.stored_B"])
    wide.model.name = "other"
    #expect(try movement(single, wide).kept == 0)
  }

  @Test func changedInputsHideBytesOnly() throws {
    var plan = try Self.after.compared()
    plan.readings.models = [.changed("tiny is not what it was")]
    let found = PlanDifferencer(before: try Self.before.compared(), after: plan).difference
    #expect(found.weights == nil && found.weightsUnknown == "plan B: tiny is not what it was")
    #expect(found.gpus?.changed.map(\.count) == [8])
  }

  /// No number in a plan makes the comparison trap: it says that the plan cannot be.
  @Test func nonsenseIsTold() throws {
    var honest = Self.before
    honest.model.experts = 4
    honest.experts = Dictionary(uniqueKeysWithValues: (0..<4).map { ($0, [[0], [1], [2], [3]]) })
    let known = try honest.compared()
    for spoil in [
      { $0.placement.gpus[0].tensorRank = 1 << 40 }, { $0.placement.gpus[0].expertRank = -1 },
      { $0.placement.gpus[0].stage = 99 }, { $0.layout.stages[0].lastLayer = 1 << 29 },
      { $0.layout.stages[0].tensorParallel = 1 << 29 }, { $0.placement.gpus[0].rack = 1 << 50 },
      { $0.layout.stages[0].firstLayer = 3 },
    ] as [(inout Plan) -> Void] {
      var plan = known
      spoil(&plan.document)
      let found = PlanDifferencer(before: known, after: plan).difference
      #expect(
        found.weights == nil && found.weightsUnknown?.hasPrefix("plan B ") == true, "\(found.weightsUnknown ?? "")")
      _ = PlanDifferencer(before: plan, after: known).difference
    }
  }

  @Test func theSameBytesEveryTime() throws {
    let texts = try (0..<3).map { _ in try JSONText.encode(try difference(Self.before, Self.after)) }
    #expect(Set(texts).count == 1)
  }
}
