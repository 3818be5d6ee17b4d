import ExpertMaps

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

    /// - Parameters: As the properties of the same names.
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

  /// - Parameters: As the properties of the same names.
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
