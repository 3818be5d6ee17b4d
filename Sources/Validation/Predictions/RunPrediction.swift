import Costing

/// What the cost model says of a measured run.
public struct RunPrediction: Sendable {
  /// By quantity, in base units: seconds or tokens per second.
  public let values: [MeasuredQuantity: Double]
  /// The resource that most of a step of decode (of prefill, where there is no decode) waits for.
  public let boundBy: Resource
  /// What a person should know of the prediction: "figures of hopper stand in for ada".
  public let remarks: [String]

  /// - Parameters: As the properties of the same names.
  public init(values: [MeasuredQuantity: Double], boundBy: Resource, remarks: [String] = []) {
    self.values = values
    self.boundBy = boundBy
    self.remarks = remarks
  }
}

/// Predicts measured runs, without reading what they measured.
public protocol RunPredicting: Sendable {
  /// - Throws: `Diagnostic` where the run cannot be predicted: unknown model, accelerator, or a layout that cannot be.
  func prediction(of run: MeasuredRun) throws -> RunPrediction
}
