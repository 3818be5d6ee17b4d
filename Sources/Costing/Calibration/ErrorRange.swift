import Inputs

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

  /// - Parameters: As the properties of the same names.
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
