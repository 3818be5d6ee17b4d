import Formats
import Foundation
@testable import Costing

/// A calibration with round figures, whose text the tests change.
enum CalibrationText {
  static let round = """
    layline: calibration/1
    name: round
    description: Round figures for arithmetic by hand.
    memory:
      usableShare: {value: 0.9, evidence: test}
      runtimeReserve: {value: 3 GB, evidence: test}
      activationBytesPerToken: {value: 50, evidence: test}
    dispatch:
      copies: perExpert
      promptCopies: deduplicated
      evidence: test
    hottestGPU:
      distinctExperts: expectedMaximum
      evidence: test
    serving:
      singlePrompts: {value: 0.5, evidence: test}
      overlapShare: {value: 0.5, evidence: test}
      promptOverlapShare: {value: 0.5, evidence: test}
    runtimes:
      any:
        promptSteps: mixed
        promptTokensPerStep: {value: 1000, evidence: test}
        overheadFactor: {value: 1, evidence: test}
        requestOverhead: {value: 20 ms, evidence: test}
        promptToken: {value: 2 us, evidence: test}
        firstTokenSteps: {value: 3, evidence: test}
        handover: {value: 50 ms, evidence: test}
      apart:
        promptSteps: separate
    families:
      round:
        hbm:
          attainable: {value: 1, evidence: test}
          denseWeights: {value: 0.5, evidence: test}
          expertWeights: {value: 0.8, evidence: test}
          exposedExpertReads: {value: 0.5, evidence: test}
          exposedExpandedReads: {value: 0.25, evidence: test}
          latentAttention: {value: 0.4, evidence: test}
          groupedAttention: {value: 0.5, evidence: test}
          recurrentState: {value: 0.25, evidence: test}
        compute:
          attainable: {value: 1, evidence: test}
          bf16: {value: 0.5, evidence: test}
          fp8: {value: 0.25, evidence: test}
          fp8InBlocks: {value: 0.25, evidence: test}
          grouped: {value: 0.5, evidence: test}
          attention: {value: 0.2, evidence: test}
          fp8Attention: {value: 0.2, evidence: test}
          promptAttention: {value: 0.4, evidence: test}
        allReduce:
          latency: {value: 4 us, evidence: test}
          efficiency: {value: 0.5, evidence: test}
        allToAll:
          scaleUpLatency: {value: 10 us, evidence: test}
          scaleUpEfficiency: {value: 0.5, evidence: test}
          scaleOutLatency: {value: 20 us, evidence: test}
          scaleOutEfficiency: {value: 0.8, evidence: test}
        pointToPoint:
          latency: {value: 5 us, evidence: test}
          scaleUpEfficiency: {value: 0.5, evidence: test}
          scaleOutEfficiency: {value: 0.8, evidence: test}
        activations:
          perToken: {value: 0, evidence: test}
          perExpertToken: {value: 0, evidence: test}
        overhead:
          factor: {value: 1, evidence: test}
          mixtureLayer: {value: 100 us, evidence: test}
          denseLayer: {value: 50 us, evidence: test}
          step: {value: 7 us, evidence: test}
          sequence: {value: 0 us, evidence: test}
          promptLayer: {value: 0 us, evidence: test}
          quantisedLayer: {value: 0 us, evidence: test}
          allReduceWait: {value: 0 us, evidence: test}
          exchangeWait: {value: 0 us, evidence: test}
        imbalance:
          experts: {value: 1.5, evidence: test}
          replicatedExperts: {value: 1.1, evidence: test}
          expertPopularityVariation: {value: 0, evidence: test}
    inherits:
      square: {from: round, evidence: alike}

    """

  static let ideal = String(decoding: PackageResources.ideal_yaml, as: UTF8.self)

  /// Reads a text after replacing some of it by other text.
  static func calibration(_ text: String = round, _ changes: [String: String] = [:]) throws -> Calibration {
    let changed = changes.sorted { $0.key < $1.key }.reduce(text) { $0.replacing($1.key, with: $1.value) }
    return try Calibration(InputDocument.parse(Data(changed.utf8), file: "round.yaml"))
  }
}
