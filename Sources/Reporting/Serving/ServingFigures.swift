import Costing
import Plans
import Quantities

/// Every predicted number, in base units.
struct ServingFigures: Encodable, Sendable {
  /// A mean time and the parts that add up to it.
  struct PartedTime: Encodable, Sendable {
    let mean_s: Double
    /// Where eight of ten measurements would lie; absent where the calibration does not say.
    let range: PredictionRange?
    let parts: [TimePart]
  }

  /// What a step of decode waits for.
  struct Wait: Encodable, Sendable {
    let resource: String
    let time_s: Double
  }

  let timeToFirstToken: PartedTime
  let timePerOutputToken: PartedTime
  let endToEnd_s: Double
  let outputTokensPerSecond: Double
  let outputTokensPerSecondPerGPU: Double
  let outputTokensPerSecondPerUser: Double
  let inputTokensPerSecond: Double
  let requestsPerSecond: Double
  let sequencesPerRank: Double
  /// Absent where nothing is cached.
  let sequencesThatFit: Double?
  let prefillUtilisation: Double
  let boundBy: String
  let waiting: [Wait]
  let gpuHoursPerMillionTokens: Double
  let costPerMillionTokens_USD: Double?

  init(_ summary: ServingSummary) {
    let prediction = summary.prediction
    timeToFirstToken = PartedTime(
      mean_s: summary.timeToFirstToken,
      range: prediction.errors[.timeToFirstToken].map { PredictionRange($0, around: summary.timeToFirstToken) },
      parts: summary.firstTokenParts)
    timePerOutputToken = PartedTime(
      mean_s: summary.timePerOutputToken,
      range: prediction.errors[.timePerOutputToken].map { PredictionRange($0, around: summary.timePerOutputToken) },
      parts: summary.perTokenParts)
    endToEnd_s = summary.endToEnd
    outputTokensPerSecond = prediction.outputTokensPerSecond
    outputTokensPerSecondPerGPU = prediction.outputTokensPerSecond / summary.gpus
    outputTokensPerSecondPerUser = 1 / summary.timePerOutputToken
    inputTokensPerSecond = prediction.inputTokensPerSecond
    requestsPerSecond = summary.requestsPerSecond
    sequencesPerRank = prediction.sequencesPerRank
    sequencesThatFit = prediction.sequencesThatFit.isFinite ? prediction.sequencesThatFit : nil
    prefillUtilisation = prediction.prefillUtilisation
    boundBy = prediction.boundBy.rawValue
    waiting = Resource.allCases.map { Wait(resource: $0.rawValue, time_s: prediction.waiting[$0] ?? 0) }
    gpuHoursPerMillionTokens = summary.gpuHoursPerMillionTokens
    costPerMillionTokens_USD = summary.costPerMillionTokens
  }
}
