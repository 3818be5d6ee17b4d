import Experts

/// The GPUs that experts were placed on, and the rules.
public struct PlacementTarget: Codable, Sendable, Equatable {
  /// What a placement withstands without losing an expert that has copies.
  public enum Loss: String, Codable, Sendable, CaseIterable {
    case node
    case rack
  }

  /// EP.
  public let gpus: Int
  /// In a scale-up domain.
  public let gpusPerDomain: Int
  /// In a node, where told.
  public let gpusPerNode: Int?
  /// Copies of experts beyond the first, in each layer.
  public let redundant: Int
  /// Copies beyond the first of each expert over all layers together, dealt out by need; `redundant` is then the even share.
  /// `nil` where every layer has `redundant`.
  public let redundantTotal: Int?
  /// Copies of experts that each GPU can hold.
  public private(set) var slotsPerGPU: [Int]
  /// Of each GPU against its nominal peers; `nil` where all are alike.
  public let speeds: [Double]?
  /// What the copies of an expert must not be lost with all at once.
  public let survive: Loss?
  /// Groups of neighbouring experts that stay in one domain; 1 where there is no such rule.
  public let groups: Int
  /// Work spent, against the default.
  public let effort: Double

  public init(
    gpus: Int, gpusPerDomain: Int, gpusPerNode: Int?, redundant: Int, redundantTotal: Int? = nil, slotsPerGPU: [Int],
    speeds: [Double]?,
    survive: Loss?, groups: Int, effort: Double
  ) {
    self.gpus = gpus
    self.gpusPerDomain = gpusPerDomain
    self.gpusPerNode = gpusPerNode
    self.redundant = redundant
    self.redundantTotal = redundantTotal
    self.slotsPerGPU = slotsPerGPU
    self.speeds = speeds
    self.survive = survive
    self.groups = groups
    self.effort = effort
  }

  /// The same with other numbers of slots.
  public func with(slotsPerGPU: [Int]) -> PlacementTarget {
    var target = self
    target.slotsPerGPU = slotsPerGPU
    return target
  }

  /// The GPUs as ranks of an expert-parallel group. What fails together is a node where nodes are to be survived or are
  /// all that is known, else a domain.
  public var ranks: [ExpertRank] {
    let perFailure = survive == .rack ? gpusPerDomain : gpusPerNode ?? gpusPerDomain
    return (0..<gpus).map { gpu in
      ExpertRank(
        slots: slotsPerGPU[gpu], speed: speeds?[gpu] ?? 1, domain: gpu / gpusPerDomain, failureDomain: gpu / perFailure)
    }
  }
}

/// How a placement is reached from the one that runs.
public struct PlacementMoves: Codable, Sendable, Equatable {
  /// The way of one layer.
  public struct Layer: Codable, Sendable, Equatable {
    /// Its number in the model.
    public let layer: Int
    /// Balance of what runs, as `LayerPlacement.balance`.
    public let currentBalance: Double
    /// In the order in which they are done: after each of them every expert has a copy.
    public let steps: [PlacementStep]

    public init(layer: Int, currentBalance: Double, steps: [PlacementStep]) {
      self.layer = layer
      self.currentBalance = currentBalance
      self.steps = steps
    }
  }

  /// What runs.
  public let current: PlanInputs.Reference
  /// Of one expert's weights.
  public let bytesPerExpert: Double
  /// Most bytes that could be moved; `nil` where any number could.
  public let budgetBytes: Double?
  /// Experts that are sent.
  public let count: Int
  /// Of these experts.
  public let bytes: Double
  /// Most experts that one GPU sends, or that one receives.
  public let ofBusiestGPU: Int
  /// Moves that pass through a buffer of one expert on their GPU, because GPUs exchange last copies.
  public let staged: Int
  /// At the bandwidth of the busiest GPU; `nil` where that was not told.
  public let seconds: Double?
  /// Mean over layers of the balance of what runs.
  public let currentBalance: Double
  /// How far the sum of the times of all layers may be from the best choice among the maps that were found.
  public let gap: Double
  /// Of the layers that have experts, ascending.
  public let layers: [Layer]

  public init(
    current: PlanInputs.Reference, bytesPerExpert: Double, budgetBytes: Double?, count: Int, ofBusiestGPU: Int,
    staged: Int, bandwidth: Double?, gap: Double, layers: [Layer]
  ) {
    self.current = current
    self.bytesPerExpert = bytesPerExpert
    self.budgetBytes = budgetBytes
    self.count = count
    bytes = Double(count) * bytesPerExpert
    self.ofBusiestGPU = ofBusiestGPU
    self.staged = staged
    seconds = bandwidth.map { Double(ofBusiestGPU) * bytesPerExpert / $0 }
    currentBalance = layers.isEmpty ? 1 : layers.reduce(0) { $0 + $1.currentBalance } / Double(layers.count)
    self.gap = gap
    self.layers = layers
  }
}
