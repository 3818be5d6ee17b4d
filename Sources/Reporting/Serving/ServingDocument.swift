import Costing
import Plans
import Quantities

/// What `layline predict --json` prints; `Schemas/serving-prediction.schema.json` says what each key means.
public struct ServingDocument: Encodable, Sendable {
  /// The version of this form.
  let layline = "serving-prediction/1"
  let inputs: ServingNames
  let deployment: DeploymentEntry
  let traffic: TrafficEntry
  let prediction: ServingFigures
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
