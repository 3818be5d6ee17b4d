import Clusters
import Costing
import Plans
import Quantities

/// What `layline predict --json` prints; `Schemas/serving-prediction.schema.json` says what each key means.
public struct ServingDocument: Encodable, Sendable {
  /// The version of this form.
  let layline = "serving-prediction/1"
  let inputs: ServingNames
  private let deployment: DeploymentEntry
  private let traffic: TrafficEntry
  private let prediction: ServingFigures
  let warnings: [ServingWarning]
  let derivations: PlanDerivations

  /// - Parameter summary: What was predicted.
  public init(_ summary: ServingSummary) {
    inputs = summary.names
    deployment = DeploymentEntry(summary)
    traffic = TrafficEntry(summary.request.traffic)
    prediction = ServingFigures(summary)
    warnings = summary.warnings
    derivations = summary.derivations
  }
}

/// A deployment in a document.
private struct DeploymentEntry: Encodable, Sendable {
  /// Workers that are alike.
  struct Group: Encodable, Sendable {
    let role: String
    let pool: String
    let workers: Int
    let tensorParallel: Int
    let dataParallel: Int
    let expertParallel: Int
    let pipelineParallel: Int
    let redundantExperts: Int
    let gpus: Int

    init(_ role: String, _ group: WorkerGroup, _ pool: Pool) {
      self.role = role
      self.pool = pool.name
      workers = group.workers
      tensorParallel = group.tensorParallel
      dataParallel = group.dataParallel
      expertParallel = group.expertParallel
      pipelineParallel = group.pipelineParallel
      redundantExperts = group.redundantExperts
      gpus = group.gpus
    }
  }

  let groups: [Group]
  let gpus: Int
  let runtime: String
  let cacheFormat: String
  let draft_tokens: Int?
  let acceptance: Double?
  let twoBatchOverlap: Bool
  let stepsBetweenAdmissions: Double?
  let most_sequences: Double?

  init(_ summary: ServingSummary) {
    let request = summary.request
    groups = summary.groups.map { Group($0.role, $0.group, $0.pool) }
    gpus = request.deployment.gpus
    runtime = request.runtime ?? "any"
    cacheFormat = summary.cacheFormat.rawValue
    draft_tokens = request.speculation?.draftTokens
    acceptance = request.speculation?.acceptance
    twoBatchOverlap = request.overlapsTwoBatches
    stepsBetweenAdmissions = request.scheduler.stepsBetweenAdmissions
    most_sequences = request.scheduler.mostSequencesPerRank
  }
}

/// Every predicted number, in base units.
private struct ServingFigures: Encodable, Sendable {
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

/// What a reader of a prediction should know before trusting it.
public struct ServingWarning: Encodable, Sendable, Equatable {
  /// The stable identifiers, for scripts; `layline schema identifiers` lists them.
  public enum Identifier: String, CustomStringConvertible, Sendable, CaseIterable, Encodable {
    case batchLimitedByHBM = "batch-limited-by-hbm"
    case batchLimitedByScheduler = "batch-limited-by-scheduler"
    case calibrationInherited = "calibration-inherited"
    case overlapWithoutExchange = "overlap-without-exchange"
    case prefillSaturated = "prefill-saturated"
    case runtimeAny = "runtime-any"
    case throughputBeyondBatch = "throughput-beyond-batch"
    case workerAcrossDomains = "worker-across-domains"

    public var description: String { rawValue }
  }

  public let id: Identifier
  /// In words.
  public let sentence: String
}

extension ServingSummary {
  /// In the order in which they are printed.
  var warnings: [ServingWarning] {
    loadWarnings + calibrationWarnings + layoutWarnings
  }

  private var loadWarnings: [ServingWarning] {
    guard case .concurrency = request.traffic.load else { return [] }
    var warnings: [ServingWarning] = []
    if sequencesNeededPerRank > 1.02 * mostSequencesPerRank {
      warnings.append(
        ServingWarning(
          id: .throughputBeyondBatch,
          sentence: "more clients than sequences in so short a run: this throughput would need "
            + "\(Numerals.significant(sequencesNeededPerRank)) sequences on each rank, so do not believe it nor TTFT; "
            + "without --requests both hold"))
    }
    if firstTokenParts.contains(where: { $0.name == "wait for room in the HBM" }) {
      let told = (request.scheduler.mostSequencesPerRank ?? .infinity) < prediction.sequencesThatFit
      warnings.append(
        ServingWarning(
          id: told ? .batchLimitedByScheduler : .batchLimitedByHBM,
          sentence: "the batch is limited by \(told ? "--most-sequences" : "the HBM"): more clients than "
            + "sequences, which wait in the queue; more clients raise TTFT and not throughput"))
    }
    if prediction.isSaturated {
      warnings.append(
        ServingWarning(
          id: .prefillSaturated,
          sentence: "prefill works \(Numerals.percent(prediction.prefillUtilisation)) of its time and is "
            + "the limit: TTFT is mostly queueing, and moves by much with small errors of the prediction"))
    }
    return warnings
  }

  private var calibrationWarnings: [ServingWarning] {
    var warnings: [ServingWarning] = []
    var families: [String] = []
    for pool in [prefillPool, pool] where !families.contains(pool.accelerator.family) {
      families.append(pool.accelerator.family)
      if let inherited = try? request.calibration.figures(forFamily: pool.accelerator.family).inherited {
        warnings.append(
          ServingWarning(
            id: .calibrationInherited,
            sentence: "figures of \(inherited.from) stand in for \(pool.accelerator.family): \(inherited.evidence)"))
      }
    }
    if request.runtime == nil || request.runtime == "any" {
      warnings.append(
        ServingWarning(
          id: .runtimeAny,
          sentence: "no runtime is named: its overheads are those between the known ones (--runtime)"))
    }
    return warnings
  }

  private var layoutWarnings: [ServingWarning] {
    var warnings: [ServingWarning] = []
    if groups.contains(where: { $0.group.gpusPerWorker > $0.pool.gpusPerDomain }) {
      warnings.append(
        ServingWarning(
          id: .workerAcrossDomains,
          sentence: "a worker lies in several scale-up domains, which few measured runs do: trust its times less"))
    }
    let sendsTokens = groups.contains {
      $0.group.stageLayout(gpusPerDomain: $0.pool.gpusPerDomain)?.sendsTokens ?? false
    }
    if request.overlapsTwoBatches, !sendsTokens {
      warnings.append(
        ServingWarning(
          id: .overlapWithoutExchange,
          sentence: "overlapping two batches only costs here: no tokens travel to experts, and weights are read twice"))
    }
    return warnings
  }
}

/// Traffic in a document: one of `concurrency` and `requestsPerSecond` is there.
private struct TrafficEntry: Encodable, Sendable {
  let input_tokens: Double
  let output_tokens: Double
  let prefixCacheHitRate: Double
  let concurrency: Double?
  let requestsPerSecond: Double?
  let requests: Double?

  init(_ traffic: Traffic) {
    input_tokens = traffic.inputTokens
    output_tokens = traffic.outputTokens
    prefixCacheHitRate = traffic.prefixCacheHitRate
    concurrency = if case .concurrency(let clients) = traffic.load { clients } else { nil }
    requestsPerSecond = if case .requestsPerSecond(let rate) = traffic.load { rate } else { nil }
    requests = traffic.requests
  }
}
