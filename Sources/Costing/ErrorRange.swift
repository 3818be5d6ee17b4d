import Formats
import Quantities

/// How far predictions of a kind of deployment have been from measurements that the calibration had not seen.
public struct ErrorRange: Sendable, Hashable {
  /// What a range is of.
  public enum Subject: String, Sendable, Hashable, CaseIterable {
    case timePerOutputToken
    case timeToFirstToken
  }

  /// Deployments whose errors differ.
  public enum Deployment: String, Sendable, Hashable, CaseIterable {
    /// Workers that do prefill and decode, in one scale-up domain.
    case aggregated
    /// Prefill and decode apart, or decode alone, in one scale-up domain.
    case apart
    /// Layers whose experts or stages lie in several domains.
    case acrossDomains
    /// An accelerator that takes another family's figures.
    case inherited
  }

  /// A tenth of the measurements lay below this multiple of the prediction.
  public let low: Double
  /// A tenth of them lay above this multiple.
  public let high: Double
  /// Measurements that say so.
  public let runs: Int
  /// Where they come from.
  public let evidence: String

  public init(low: Double, high: Double, runs: Int, evidence: String) {
    self.low = low
    self.high = high
    self.runs = runs
    self.evidence = evidence
  }

  /// Where eight of ten measurements would lie.
  public func around(_ prediction: Double) -> ClosedRange<Double> { (low * prediction)...(high * prediction) }
}

extension ErrorRange {
  /// The key under which a calibration holds ranges.
  public static let key = "errors"

  /// Reads `{low, high, runs, evidence}`.
  init(_ node: InputNode) throws {
    try node.allowOnly(["low", "high", "runs", "evidence"])
    low = try node.required("low").number(atLeast: 0.01, atMost: 1)
    high = try node.required("high").number(atLeast: 1, atMost: 100)
    runs = try node.required("runs").integer(atLeast: 1)
    evidence = try node.required("evidence").text()
  }

  /// Reads ranges by subject and kind of deployment.
  static func ranges(_ node: InputNode?) throws -> [Subject: [Deployment: ErrorRange]] {
    guard let node else { return [:] }
    try node.allowOnly(Subject.allCases.map(\.rawValue))
    var ranges: [Subject: [Deployment: ErrorRange]] = [:]
    for subject in Subject.allCases {
      guard let kinds = try node.optional(subject.rawValue) else { continue }
      try kinds.allowOnly(Deployment.allCases.map(\.rawValue))
      for deployment in Deployment.allCases {
        ranges[subject, default: [:]][deployment] = try kinds.optional(deployment.rawValue).map { try ErrorRange($0) }
      }
    }
    return ranges
  }
}

/// What a serving runtime adds to the figures of the hardware that it runs on.
public struct RuntimeCalibration: Sendable, Hashable {
  /// Where prompts are worked on.
  public enum PromptSteps: String, Sendable, Hashable, CaseIterable {
    /// In the steps of decode.
    case mixed
    /// In steps of their own.
    case separate
  }

  /// "vllm", "sglang", "trtllm", or "any".
  public let name: String
  /// Its fixed costs per layer over those of the family.
  let overheadFactor: Calibrated<Scalar>
  /// Between a client's request and the runtime's scheduler, and from its first token back to the client.
  let requestOverhead: Calibrated<Time>
  /// Whether prompts share steps with decode, or have steps of their own while decode waits.
  let promptSteps: PromptSteps
  /// Prompt tokens of a step at most, on each data-parallel rank.
  let promptTokensPerStep: Calibrated<Scalar>
  /// Tokenising and passing on one token of a prompt.
  let promptToken: Calibrated<Time>
  /// Steps that pass, on average, before a request is looked at and before its first token is sent, its own prefill apart.
  let firstTokenSteps: Calibrated<Scalar>
  /// From the end of prefill on one worker to the request's place in the batch of another, without the transfer.
  let handover: Calibrated<Time>
}

extension RuntimeCalibration {
  /// Reads one entry of `runtimes`.
  init(name: String, _ node: InputNode) throws {
    try node.allowOnly([
      "overheadFactor", "requestOverhead", "promptSteps", "promptTokensPerStep", "promptToken",
      "firstTokenSteps", "handover",
    ])
    self.name = name
    overheadFactor = try Calibrated(node.required("overheadFactor"), range: 0.1...10)
    requestOverhead = try Calibrated(node.required("requestOverhead"), range: 0...10)
    promptSteps = try node.required("promptSteps", expected: "mixed or separate").choice(PromptSteps.self)
    promptTokensPerStep = try Calibrated(node.required("promptTokensPerStep"), range: 1...1e7)
    promptToken = try Calibrated(node.required("promptToken"), range: 0...1)
    firstTokenSteps = try Calibrated(node.required("firstTokenSteps"), range: 0...1_000)
    handover = try Calibrated(node.required("handover"), range: 0...10)
  }
}
