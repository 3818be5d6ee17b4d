import Costing
import Quantities

/// What a plan was made from: enough to make it again, with digests to see whether it is still the same.
public struct PlanInputs: Codable, Sendable, Equatable {
  /// A file or catalogue name, and a digest of what was read.
  public struct Reference: Codable, Sendable, Equatable {
    /// As the user named it.
    public var reference: String
    /// SHA-256, hexadecimal.
    public var sha256: String

    /// - Parameters: As the properties of the same names.
    public init(reference: String, sha256: String) {
      self.reference = reference
      self.sha256 = sha256
    }
  }

  /// The model; its digest is over the reading: layers, tensors and formats.
  public var model: Reference
  /// The format that weights were asked to be stored in; `nil` keeps the checkpoint's.
  public var weightFormat: NumberFormat?
  /// The cluster; its digest is over the file.
  public var cluster: Reference
  /// The calibration; its digest is over the file.
  public var calibration: Reference
  /// Tokens per expert and layer, where given; its digest is over the file.
  public var expertLoad: Reference?
  /// What is served.
  public var workload: PlanWorkload
  /// What was wanted.
  public var goal: PlanGoal

  /// - Parameters: As the properties of the same names.
  public init(
    model: Reference, weightFormat: NumberFormat?, cluster: Reference, calibration: Reference,
    expertLoad: Reference?, workload: PlanWorkload, goal: PlanGoal
  ) {
    self.model = model
    self.weightFormat = weightFormat
    self.cluster = cluster
    self.calibration = calibration
    self.expertLoad = expertLoad
    self.workload = workload
    self.goal = goal
  }
}
