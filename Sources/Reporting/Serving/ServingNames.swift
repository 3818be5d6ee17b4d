import Plans
import Quantities

/// The inputs of a prediction of serving as the user named them.
public struct ServingNames: Encodable, Sendable {
  /// The model; its digest is over the reading.
  public let model: PlanInputs.Reference
  /// The format that weights were asked to be stored in; `nil` keeps the checkpoint's.
  public let weightFormat: NumberFormat?
  /// The cluster; its digest is over the file.
  public let cluster: PlanInputs.Reference
  /// The calibration; its digest is over the file.
  public let calibration: PlanInputs.Reference

  /// - Parameters: As the properties of the same names.
  public init(
    model: PlanInputs.Reference, weightFormat: NumberFormat?, cluster: PlanInputs.Reference,
    calibration: PlanInputs.Reference
  ) {
    self.model = model
    self.weightFormat = weightFormat
    self.cluster = cluster
    self.calibration = calibration
  }
}
