import Models
import Quantities
import Testing
@testable import Costing

/// What a layer costs besides reading and multiplying weights.
struct OverheadTests {
  private static func layer(
    _ kind: LayerKind, _ changes: [String: String], on layout: StageLayout = SmallCosts.sliced(1), batch: Int = 100,
    runtime: String? = nil
  ) throws -> LayerCost {
    let costs = try CostModel(
      model: SmallModel.model(layers: [kind]), cluster: SmallCluster().cluster, poolIndex: 0,
      workload: Workload(context: 1000), calibration: CalibrationText.calibration(CalibrationText.round, changes),
      runtime: runtime)
    return costs.layerCost(kind: 0, layout: layout, microBatch: batch)
  }

  private static let traffic = [
    "perToken: {value: 0,": "perToken: {value: 10,", "perExpertToken: {value: 0,": "perExpertToken: {value: 3,",
  ]

  /// 100 tokens · 1,000 elements · 10 reads and writes · 2 bytes = 2 MB at 1 TB/s = 2 us; nothing where nothing is counted.
  @Test func activationsPassThroughTheHBM() throws {
    let cost = try Self.layer(SmallModel.denseLayer, Self.traffic)["activations"]
    #expect(isClose(cost?.memory?.value, 2e-6) && isClose(cost?.time.value, 2e-6))
    #expect(try Self.layer(SmallModel.denseLayer, [:])["activations"] == nil)
  }

  /// 10 tokens a rank: 0.2 MB; 80 · 4 / 8 · 1.3 = 52 tokens at experts · 1,000 · 3 · 2 bytes = 0.312 MB more.
  @Test func expertTokensPassThroughItToo() throws {
    let cost = try Self.layer(SmallModel.mixtureLayer, Self.traffic, on: SmallCosts.expertParallel(8), batch: 80)
    #expect(isClose(cost["activations"]?.time.value, 0.512e-6))
  }

  /// 100 us · 1.3 of the family · 1.1 of the runtime.
  @Test func familyAndRuntimeScaleTheOverhead() throws {
    let changes = [
      "      factor: {value: 1,": "      factor: {value: 1.3,",
      "    promptSteps: separate": "    promptSteps: separate\n    overheadFactor: {value: 1.1, evidence: test}",
    ]
    let own = try Self.layer(SmallModel.mixtureLayer, changes, runtime: "apart")
    #expect(isClose(own["fixed overhead"]?.time.value, 143e-6))
    #expect(try isClose(Self.layer(SmallModel.mixtureLayer, changes)["fixed overhead"]?.time.value, 130e-6))
  }

  /// 30 us on top where the mixer multiplies in fp8, whatever the experts have.
  @Test func onlyMixersInFP8QuantiseTheirActivations() throws {
    let changes = ["quantisedLayer: {value: 0 us": "quantisedLayer: {value: 30 us"]
    var quantised = SmallModel.groupedAttention
    quantised = TokenMixer(
      kind: .full,
      tensors: [
        Tensor(
          name: "q_proj", elements: 4_000_000, role: .matrix, sharding: .divided,
          weightFormat: WeightFormat(.float8, scaleBytesPerElement: 4 / 16_384))
      ], cache: quantised.cache,
      attention: quantised.attention)
    let time = { kind in try Self.layer(kind, changes)["fixed overhead"]?.time.value }
    #expect(try isClose(time(SmallModel.layer(quantised)), 80e-6))
    #expect(try isClose(time(SmallModel.denseLayer), 50e-6))
    // Its experts are in fp8, its attention is not.
    #expect(try isClose(time(SmallModel.mixtureLayer), 100e-6))
  }

  /// 8 us of host work for each of 10 sequences that get a token, on top of the head's 200 us; none for prompts.
  @Test func theHostWorksForEverySequence() throws {
    let calibration = try CalibrationText.calibration(
      CalibrationText.round, ["sequence: {value: 0 us": "sequence: {value: 8 us"])
    let costs = try SmallCosts.costs([SmallModel.denseLayer], calibration)
    #expect(isClose(costs.headCost(layout: SmallCosts.sliced(1), microBatch: 10).time.value, 280e-6))
    let prompt = costs.step(SmallCosts.sliced(1), StepBatch(promptTokens: 100, promptSpan: 50), nil)
    #expect(isClose(costs.headCost(prompt).time.value, 200e-6))
  }

  /// 3 us at each all-reduce, of which a dense layer has two; 20 us at dispatch and at combine.
  @Test func ranksWaitForEachOther() throws {
    let changes = [
      "allReduceWait: {value: 0 us": "allReduceWait: {value: 3 us",
      "exchangeWait: {value: 0 us": "exchangeWait: {value: 20 us",
    ]
    let dense = try Self.layer(SmallModel.denseLayer, changes, on: SmallCosts.sliced(2))
    let plain = try Self.layer(SmallModel.denseLayer, [:], on: SmallCosts.sliced(2))
    #expect(isClose(dense.time.value - plain.time.value, 6e-6, within: 1e-9))
    let mixture = try Self.layer(SmallModel.mixtureLayer, changes, on: SmallCosts.expertParallel(8))
    #expect(isClose(mixture["wait at exchanges"]?.time.value, 40e-6))
    #expect(try Self.layer(SmallModel.mixtureLayer, changes)["wait at exchanges"] == nil)
  }

  /// A family that reaches 0.8 of its HBM reads 12 us of weights in 15 us; one that reaches 0.4 of its rates multiplies
  /// 2,000 tokens in 24 / 0.4 us.
  @Test func whatAFamilyReachesComesBeforeTheShares() throws {
    let hbm = "attainable: {value: 1, evidence: test}\n      denseWeights"
    let slow = try Self.layer(SmallModel.denseLayer, [hbm: hbm.replacing("value: 1,", with: "value: 0.8,")])
    #expect(isClose(slow["feed-forward"]?.time.value, 15e-6))
    let rates = "attainable: {value: 1, evidence: test}\n      bf16"
    let weak = try Self.layer(
      SmallModel.denseLayer, [rates: rates.replacing("value: 1,", with: "value: 0.4,")], batch: 2000)
    #expect(isClose(weak["feed-forward"]?.time.value, 60e-6))
  }
}
