import Costing

/// The best layout of a kind with what it reaches.
public struct FoundLayout: Codable, Sendable, Equatable {
  /// How a replica divides the work, and how many replicas there are.
  public var layout: PlanLayout
  /// How fast.
  public var speed: ComparedSpeed
  /// HBM of the fullest GPU of the stage that has least left.
  public var memory: MemoryPrediction
  /// Where the time of a round goes on the average GPU; adds up to the round.
  public var times: [ResourceTime]
  /// Share of a round in which the average GPU has nothing to do.
  public var bubble: Double
  /// Each hop between stages, and the return; empty for one stage.
  public var hops: [HopPrediction]
  /// Bytes that cross each network level, scale-up first.
  public var traffic: [LevelTraffic]
  /// TTFT where prefill runs on the same GPUs; absent where lengths of prompts were not given or the layout cannot be
  /// expressed as a deployment.
  public var serving: ComparedServing?
  /// Why there is no TTFT; absent where there is one.
  public var servingObstacle: String?
  /// How good the layout is among its kind.
  public var certificate: Certificate

  /// - Parameters: As the properties of the same names.
  public init(
    layout: PlanLayout, speed: ComparedSpeed, memory: MemoryPrediction, times: [ResourceTime], bubble: Double,
    hops: [HopPrediction], traffic: [LevelTraffic], serving: ComparedServing?, servingObstacle: String?,
    certificate: Certificate
  ) {
    self.layout = layout
    self.speed = speed
    self.memory = memory
    self.times = times
    self.bubble = bubble
    self.hops = hops
    self.traffic = traffic
    self.serving = serving
    self.servingObstacle = servingObstacle
    self.certificate = certificate
  }

  /// Sequences in flight for each GPU of a replica.
  public var sequencesPerGPU: Double { Double(layout.sequencesPerReplica) / Double(layout.gpusPerReplica) }
}
