import Clusters
import Costing
import Quantities

/// Replicas of other kinds than the one that is described.
public struct OtherReplicas: Codable, Sendable, Equatable {
  /// GPUs that they use.
  public var gpus: Int
  /// Output tokens per second of all of them.
  public var tokensPerSecond: Double

  public init(gpus: Int, tokensPerSecond: Double) {
    self.gpus = gpus
    self.tokensPerSecond = tokensPerSecond
  }
}

/// The best layout after a change to the inputs, beside the plan without it.
public struct SolvedChange: Codable, Sendable, Equatable {
  /// The objective of the plan.
  public var objectiveBefore: Double
  /// After the change, in the same unit.
  public var objective: Double
  /// No layout of the space has less after the change.
  public var bound: Double
  /// `objective` over `objectiveBefore`, less one: negative is better.
  public var relativeChange: Double
  /// TPOT.
  public var timePerOutputToken: Double
  /// Output tokens per second of one GPU in use.
  public var tokensPerSecondPerGPU: Double
  /// Output tokens per second of all replicas.
  public var tokensPerSecond: Double
  /// The layout that wins then; of several kinds of replicas, that with most GPUs.
  public var layout: PlanLayout
  /// Replicas of other kinds beside it; absent where all are alike.
  public var others: OtherReplicas?
  /// Whether it divides model and GPUs as the plan does; the batch may differ.
  public var isSameLayout: Bool

  enum CodingKeys: String, CodingKey {
    case objectiveBefore, objective, bound, relativeChange
    case timePerOutputToken = "timePerOutputToken_s"
    case tokensPerSecondPerGPU, tokensPerSecond, layout, others, isSameLayout
  }

  /// - Parameters: As the properties of the same names; the relative change is worked out.
  public init(
    objectiveBefore: Double, objective: Double, bound: Double, timePerOutputToken: Double,
    tokensPerSecondPerGPU: Double, tokensPerSecond: Double, layout: PlanLayout, others: OtherReplicas? = nil,
    isSameLayout: Bool
  ) {
    self.objectiveBefore = objectiveBefore
    self.objective = objective
    self.bound = min(bound, objective)
    relativeChange = objective / objectiveBefore - 1
    self.timePerOutputToken = timePerOutputToken
    self.tokensPerSecondPerGPU = tokensPerSecondPerGPU
    self.tokensPerSecond = tokensPerSecond
    self.layout = layout
    self.others = others
    self.isSameLayout = isSameLayout
  }

  /// Relative gain in what the objective is the price of: tokens per GPU-second, or per second of a user.
  public var gain: Double { objectiveBefore / objective - 1 }
}

/// A little more of what a resource is the rate of: the unit that marginal values are given in.
public struct MarginalStep: Sendable {
  /// The addition: "100 GB/s of HBM".
  public let unit: String
  /// The same as a share of what the pool has.
  public let share: Double

  /// - Returns: `nil` where the pool has nothing of it.
  public init?(_ resource: Resource, of pool: Pool) {
    switch resource {
    case .hbm:
      unit = "100 GB/s of HBM"
      share = Bandwidth(100e9) / pool.accelerator.memoryBandwidth
    case .compute:
      unit = "10 % of peak FLOP/s"
      share = 0.1
    case .scaleUp:
      unit = "100 GB/s of scale-up"
      share = Bandwidth(100e9) / pool.scaleUp.bandwidth
    case .scaleOut:
      guard let tier = pool.tiers.first else { return nil }
      unit = "10 GB/s of scale-out"
      share = Bandwidth(10e9) / tier.bandwidth
    case .overhead:
      unit = "10 % less overhead"
      share = 0.1
    }
  }
}

/// The objective of the best layout with a number of redundant experts, found by solving again.
public struct RedundancyValue: Codable, Sendable, Equatable {
  /// Slots for copies on each GPU beyond ⌈E / EP⌉, all filled; absent where each expert has one copy.
  public var slots: Int?
  /// Copies in every layer that has as many, of the stage that has most.
  public var redundantExperts: Int
  /// The HBM that they take on the fullest GPU.
  public var bytes: Double
  /// The objective reached.
  public var objective: Double
  /// Whether the plan has it so.
  public var isChosen: Bool
  /// Layers that have so many, where others have fewer.
  public var layers: Int?

  enum CodingKeys: String, CodingKey {
    case slots = "slotsPerGPU"
    case redundantExperts
    case bytes = "bytes_B"
    case objective, isChosen, layers
  }

  public init(
    slots: Int?, redundantExperts: Int, bytes: Double, objective: Double, isChosen: Bool, layers: Int? = nil
  ) {
    self.slots = slots
    self.redundantExperts = redundantExperts
    self.bytes = bytes
    self.objective = objective
    self.isChosen = isChosen
    self.layers = layers
  }
}
