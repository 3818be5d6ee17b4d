import Costing
import Models
import Plans
import Topology

/// The inputs of a plan, read again, and digests of what was read.
public struct VerifierInputs: Sendable {
  /// The model in the format that the plan stores it in.
  public var model: ModelArchitecture
  /// The cluster.
  public var cluster: Cluster
  /// The calibration.
  public var calibration: Calibration
  /// Tokens per expert, where the plan used them.
  public var expertLoad: ExpertLoad?
  /// SHA-256 of what was read now, by input: "model", "cluster", "calibration", "expertLoad".
  public var digests: [String: String]

  /// - Parameters: As the properties of the same names.
  public init(
    model: ModelArchitecture, cluster: Cluster, calibration: Calibration, expertLoad: ExpertLoad?,
    digests: [String: String]
  ) {
    self.model = model
    self.cluster = cluster
    self.calibration = calibration
    self.expertLoad = expertLoad
    self.digests = digests
  }
}
