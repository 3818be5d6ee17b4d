import Clusters
import Costing
import Planning
import Plans
import Quantities

/// The figures of a layout under its traffic, with and without a failure.
struct ServedFigures {
  let request: ServingRequest

  /// - Throws: The errors of `ServingModel`.
  func figures() throws -> [Figure] {
    let prediction = try ServingModel(request).prediction(recorder: .off)
    let gpus = Double(request.deployment.gpus)
    let requests = prediction.outputTokensPerSecond / request.traffic.outputTokens
    var figures = [
      Figure(.requestsPerSecond, requests), Figure(.tokensPerSecond, prediction.outputTokensPerSecond),
      Figure(.tokensPerSecondPerGPU, prediction.outputTokensPerSecond / gpus),
      Figure(.sequences, prediction.sequencesPerRank * Double(decode.workers * decode.dataParallel)),
      Figure(.gpus, gpus),
    ]
    if let time = prediction.timePerOutputToken?.value {
      figures += [Figure(.timePerOutputToken, time), Figure(.tokensPerSecondPerUser, 1 / time)]
    }
    if let time = prediction.timeToFirstToken?.value { figures.append(Figure(.timeToFirstToken, time)) }
    if case .requestsPerSecond(let demand) = request.traffic.load {
      figures.append(Figure(.served, min(1, requests / demand)))
    }
    return figures + [try headroom(prediction)] + costs(prediction)
  }

  private var decode: WorkerGroup {
    switch request.deployment {
    case .aggregated(let group), .decodeOnly(let group), .prefillOnly(let group): group
    case .disaggregated(_, let decode): decode
    }
  }

  /// What sequences leave that fit beside those that are there on average, each at its longest.
  private func headroom(_ prediction: ServingPrediction) throws -> Figure {
    let free = try DeploymentMemory(request).freeOfDecode(sequencesPerRank: prediction.sequencesPerRank)
    return Figure(.memoryHeadroom, free, at: "every rank of pool \(request.cluster.pools[request.poolIndex].name)")
  }

  private func costs(_ prediction: ServingPrediction) -> [Figure] {
    guard let price = request.dollarsPerSecond else { return [] }
    return [
      Figure(.costPerHour, price * 3600),
      Figure(
        .costPerMillionTokens,
        Speed.costPerMillionTokens(dollarsPerSecond: price, tokensPerSecond: prediction.outputTokensPerSecond)),
    ]
  }

  // MARK: - Failures

  /// After the loss of any one unit, when workers that it stops start again where GPUs are free.
  func worst(after unit: SpareRule.Unit) throws -> FailedEvaluation {
    let losses = DeploymentLoss(request, unit: unit).outcomes()
    let judged = try losses.map { loss -> (loss: DeploymentLoss.Outcome, figures: [Figure]) in
      guard let left = loss.left, try ServingCapacity(left).refusal() == nil else { return (loss, []) }
      return (loss, try ServedFigures(request: left).figures())
    }
    let worst = judged.min { Self.rank($0.figures) < Self.rank($1.figures) } ?? judged[0]
    return FailedEvaluation(unit: worst.loss.unit, consequence: worst.loss.consequence, figures: worst.figures)
  }

  /// The order of failures: without capacity first, then the slowest.
  private static func rank(_ figures: [Figure]) -> Double {
    let slowest = figures.first { $0.quantity == .timePerOutputToken }?.value
    return slowest.map { -$0 } ?? -.infinity
  }
}
