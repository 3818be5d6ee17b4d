import Models
import Testing
@testable import Costing

@Suite("Loads that ask for all that a deployment can do")
struct CapacityTests {
  private static func prediction(_ deployment: Deployment, _ load: Traffic.Load) throws -> ServingPrediction {
    try ServingModel(
      ServingRequest(
        model: SmallModel.model(layers: [SmallModel.denseLayer]), cluster: SmallCluster().cluster,
        deployment: deployment, traffic: Traffic(inputTokens: 1_000, outputTokens: 500, load: load),
        calibration: CalibrationText.calibration())
    ).prediction(recording: false)
  }

  /// As many whole sequences as fit at 1,500 tokens, where a mean of 1,250 would let 1.2 times as many in.
  @Test func theBatchIsThatOfFullLengths() throws {
    let prediction = try Self.prediction(.decodeOnly(WorkerGroup()), .capacity)
    #expect(prediction.sequencesPerRank == (prediction.sequencesThatFit * 1_250 / 1_500).rounded(.down))
  }

  @Test func aBatchIsFoundForATime() throws {
    let steady = try Self.prediction(.decodeOnly(WorkerGroup()), .sequencesPerRank(40))
    let time = try #require(steady.timePerOutputToken?.value)
    let found = try Self.prediction(.decodeOnly(WorkerGroup()), .timePerOutputToken(time))
    #expect(isClose(found.timePerOutputToken?.value, time, within: 1e-6))
  }

  @Test func aBatchIsFoundForAThroughput() throws {
    let steady = try Self.prediction(.decodeOnly(WorkerGroup()), .sequencesPerRank(40))
    let found = try Self.prediction(.decodeOnly(WorkerGroup()), .tokensPerSecondPerRank(steady.outputTokensPerSecond))
    #expect(isClose(found.sequencesPerRank, 40, within: 1e-6))
  }
}
