/// The experts of one layer on GPUs.
public struct LayerPlacement: Codable, Sendable, Equatable {
  /// A GPU at one end of the scale, in the scenario with the worst balance.
  public struct BusyGPU: Codable, Sendable, Equatable {
    /// From 0.
    public let gpu: Int
    /// That it works through, of all that were recorded.
    public let tokens: Double

    /// - Parameters: As the properties of the same names.
    public init(gpu: Int, tokens: Double) {
      self.gpu = gpu
      self.tokens = tokens
    }
  }

  /// Its number in the model.
  public let layer: Int
  /// On what was planned on: in the worst scenario, or in the mixture, with counts of few tokens shrunk.
  public let balance: Double
  /// A balance that no placement exceeds, on the same loads.
  public let bound: Double
  /// bound / balance − 1.
  public let gap: Double
  /// On the counts as recorded, in the order of the files.
  public let balanceByScenario: [Double]
  /// On loads that were not planned on, in the order of the files.
  public let heldOut: [Double]
  /// Of each scenario's deviations from an even load, what was kept for planning; `nil` where it was everything.
  public let keptShares: [Double]?
  /// The expert in each slot, GPU by GPU; −1 where a slot is empty.
  public let physicalToLogical: [Int]
  /// The GPU that all others wait for; the hottest one.
  public let hottest: BusyGPU
  /// The least busy one.
  public let coolest: BusyGPU
  /// Experts without a copy left when the failure domain is lost whose loss hurts most.
  public let mostExpertsLost: Int
  /// What the runtimes' own greedy makes of the sum of the scenarios.
  public let greedy: GreedyPlacement

  /// GPU that all others wait for.
  public let hottestGPU: Int

  /// - Parameters: As the properties of the same names.
  public init(
    layer: Int, balance: Double, bound: Double, gap: Double, balanceByScenario: [Double], heldOut: [Double],
    keptShares: [Double]?, physicalToLogical: [Int], hottest: BusyGPU, coolest: BusyGPU, mostExpertsLost: Int,
    greedy: GreedyPlacement
  ) {
    self.layer = layer
    self.balance = balance
    self.bound = bound
    self.gap = gap
    self.balanceByScenario = balanceByScenario
    self.heldOut = heldOut
    self.keptShares = keptShares
    self.physicalToLogical = physicalToLogical
    self.hottest = hottest
    self.coolest = coolest
    hottestGPU = hottest.gpu
    self.mostExpertsLost = mostExpertsLost
    self.greedy = greedy
  }

  /// The worst over the scenarios on the counts as recorded.
  public var worstBalance: Double { balanceByScenario.min() ?? 1 }
}
