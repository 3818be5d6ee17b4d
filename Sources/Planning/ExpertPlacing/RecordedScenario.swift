import Costing
import Plans

/// A load file as the user named it, and what it says.
public struct RecordedScenario: Sendable {
  /// Its name and digest.
  public let reference: PlanInputs.Reference
  /// Tokens per layer and expert.
  public let load: ExpertLoad

  /// - Parameters: As the properties of the same names.
  public init(reference: PlanInputs.Reference, load: ExpertLoad) {
    self.reference = reference
    self.load = load
  }
}
