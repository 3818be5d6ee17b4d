/// What a placement means for a step of decode, with attention data-parallel over the same GPUs.
public struct PlacementPrediction: Codable, Sendable, Equatable {
  /// The model; its digest is over the reading.
  public let model: PlanInputs.Reference
  /// The cluster; its digest is over the file.
  public let cluster: PlanInputs.Reference
  /// The calibration; its digest is over the file.
  public let calibration: PlanInputs.Reference
  /// KV tokens that a sequence holds.
  public let context: Int
  /// In decode on each GPU.
  public let sequencesPerGPU: Double
  /// Seconds in which every sequence gains a token, in the worst scenario of each layer.
  public let stepTime: Double
  /// The same with the runtimes' greedy.
  public let greedyStepTime: Double

  /// - Parameters: As the properties of the same names.
  public init(
    model: PlanInputs.Reference, cluster: PlanInputs.Reference, calibration: PlanInputs.Reference, context: Int,
    sequencesPerGPU: Double, stepTime: Double, greedyStepTime: Double
  ) {
    self.model = model
    self.cluster = cluster
    self.calibration = calibration
    self.context = context
    self.sequencesPerGPU = sequencesPerGPU
    self.stepTime = stepTime
    self.greedyStepTime = greedyStepTime
  }
}
