import Clusters
import Costing
import Formats
import Plans
import Quantities

/// A prediction of serving with what follows from it: what its text and its JSON both show.
public struct ServingSummary: Sendable {
  let request: ServingRequest
  let names: ServingNames
  let prediction: ServingPrediction
  /// Seconds, mean over the requests.
  let timeToFirstToken: Double
  /// Seconds, mean over the tokens of a request but the first.
  let timePerOutputToken: Double
  let firstTokenParts: [TimePart]
  let perTokenParts: [TimePart]
  /// "523 ms to 1.05 s in 8 of 10 runs; ", or nothing where the calibration does not say.
  func range(_ subject: ErrorRange.Subject) -> String {
    let mean = subject == .timeToFirstToken ? timeToFirstToken : timePerOutputToken
    guard let range = prediction.errors[subject]?.around(mean) else { return "" }
    return "\(Seconds(range.lowerBound)) to \(Seconds(range.upperBound)) in 8 of 10 runs; "
  }

  /// Where the two times come from.
  public let derivations: PlanDerivations

  /// - Parameters:
  ///   - request: What was predicted.
  ///   - names: Its inputs as the user named them.
  /// - Throws: As `ServingModel`; and `Diagnostic` "missing-prediction" for a deployment of prefill or decode alone, which has
  ///   only one of the two times.
  public init(_ request: ServingRequest, names: ServingNames) throws {
    let prediction = try ServingModel(request).prediction()
    guard let first = prediction.timeToFirstToken?.derivation, let perToken = prediction.timePerOutputToken?.derivation
    else {
      throw Diagnostic(
        id: .missingPrediction, file: "deployment", found: "prefill or decode alone",
        expected: "a deployment that does both")
    }
    self.request = request
    self.names = names
    self.prediction = prediction
    timeToFirstToken = first.value
    timePerOutputToken = perToken.value
    firstTokenParts = TimePart.terms(of: first)
    perTokenParts = TimePart.perToken(
      perToken, waiting: prediction.waiting, tokensPerStep: request.speculation?.tokensPerStep ?? 1)
    derivations = PlanDerivations([("timeToFirstToken", first), ("timePerOutputToken", perToken)])
  }

  /// The trees of TTFT and TPOT, for a person.
  public var explanations: [ExplanationReport] {
    ["timeToFirstToken", "timePerOutputToken"].compactMap { quantity in
      derivations.roots[quantity].map { ExplanationReport(Explanation(quantity, root: $0, in: derivations.nodes)) }
    }
  }

  // MARK: - What follows

  var pool: Pool { request.cluster.pools[request.poolIndex] }
  var prefillPool: Pool { request.cluster.pools[request.prefillPoolIndex] }
  /// Workers that are alike and where they are, prefill before decode.
  var groups: [(role: String, group: WorkerGroup, pool: Pool)] {
    switch request.deployment {
    case .aggregated(let group): [("serving", group, pool)]
    case .decodeOnly(let group): [("decode", group, pool)]
    case .prefillOnly(let group): [("prefill", group, prefillPool)]
    case .disaggregated(let prefill, let decode): [("prefill", prefill, prefillPool), ("decode", decode, pool)]
    }
  }

  var gpus: Double { Double(request.deployment.gpus) }

  /// Seconds from a request to its last token.
  var endToEnd: Double { timeToFirstToken + (request.traffic.outputTokens - 1) * timePerOutputToken }
  var requestsPerSecond: Double { prediction.outputTokensPerSecond / request.traffic.outputTokens }

  /// How elements of the KV cache are stored: as asked for, else as the checkpoint says, else bf16.
  var cacheFormat: NumberFormat { request.cacheFormat ?? request.model.cacheFormat ?? .bfloat16 }

  /// Sequences that a rank takes: as many as fit, or fewer where the scheduler was told so.
  var mostSequencesPerRank: Double {
    min(prediction.sequencesThatFit, request.scheduler.mostSequencesPerRank ?? .infinity)
  }

  /// Sequences in decode on each rank that the throughput needs (Little): requests/s × output tokens × TPOT / ranks.
  var sequencesNeededPerRank: Double {
    let ranks = groups.last.map { Double($0.group.workers * $0.group.dataParallel) } ?? 1
    return requestsPerSecond * (request.traffic.outputTokens - 1) * timePerOutputToken / ranks
  }

  /// GPU-hours for a million output tokens.
  var gpuHoursPerMillionTokens: Double {
    Speed.gpuHoursPerMillionTokens(tokensPerSecondPerGPU: prediction.outputTokensPerSecond / gpus)
  }

  /// USD for a million output tokens; `nil` where a pool has no price.
  var costPerMillionTokens: Double? {
    request.dollarsPerSecond.map {
      Speed.costPerMillionTokens(dollarsPerSecond: $0, tokensPerSecond: prediction.outputTokensPerSecond)
    }
  }
}
