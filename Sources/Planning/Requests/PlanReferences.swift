import Costing
import Models
import Plans
import Quantities
import Topology

/// How the inputs of a plan were named, with digests of what was read.
public struct PlanReferences: Sendable {
  /// The model.
  public var model: PlanInputs.Reference
  /// The format that weights were asked to be stored in.
  public var weightFormat: NumberFormat?
  /// The cluster.
  public var cluster: PlanInputs.Reference
  /// The calibration.
  public var calibration: PlanInputs.Reference
  /// The expert load, where given.
  public var expertLoad: PlanInputs.Reference?

  /// - Parameters: As the properties of the same names.
  public init(
    model: PlanInputs.Reference, weightFormat: NumberFormat?, cluster: PlanInputs.Reference,
    calibration: PlanInputs.Reference, expertLoad: PlanInputs.Reference?
  ) {
    self.model = model
    self.weightFormat = weightFormat
    self.cluster = cluster
    self.calibration = calibration
    self.expertLoad = expertLoad
  }
}
