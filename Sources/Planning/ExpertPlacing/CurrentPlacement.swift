import ExpertMaps
import Plans

/// What runs now, and what may be moved.
public struct CurrentPlacement: Sendable {
  /// Its file and digest.
  public let reference: PlanInputs.Reference
  /// By layer of the model; `nil` for one without experts.
  public let maps: [ExpertMap?]
  /// Of one expert's weights.
  public let bytesPerExpert: Double
  /// Most bytes to move; `nil` for any number.
  public let budgetBytes: Double?
  /// Of a GPU one way, bytes per second; `nil` where not told.
  public let bandwidth: Double?

  /// - Parameters: As the properties of the same names.
  public init(
    reference: PlanInputs.Reference, maps: [ExpertMap?], bytesPerExpert: Double, budgetBytes: Double?,
    bandwidth: Double?
  ) {
    self.reference = reference
    self.maps = maps
    self.bytesPerExpert = bytesPerExpert
    self.budgetBytes = budgetBytes
    self.bandwidth = bandwidth
  }
}
