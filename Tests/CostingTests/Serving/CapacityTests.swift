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
    ).prediction(recorder: .off)
  }

  /// Weights of 14 MB, embedding and head of 100 MB each and 3 GB of reserve leave 86.786 of 90 GB. A sequence of 1,500
  /// tokens takes 1,500 · 1,600 bytes and 50 kB of activations, so that 35,422.9 fit; one of the mean of 1,250 takes 2.05 MB.
  @Test func theBatchIsThatOfFullLengths() throws {
    let prediction = try Self.prediction(.decodeOnly(WorkerGroup()), .capacity)
    #expect(prediction.sequencesPerRank == 35_422)
    #expect(isClose(prediction.sequencesThatFit, 86.786e9 / 2.05e6))
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
