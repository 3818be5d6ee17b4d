/// The experts of one layer on GPUs.
public struct LayerPlacement: Codable, Sendable, Equatable {
  /// A GPU at one end of the scale, in the scenario with the worst balance.
  public struct BusyGPU: Codable, Sendable, Equatable {
    /// From 0.
    public let gpu: Int
    /// That it works through, of all that were recorded.
    public let tokens: Double

    public init(gpu: Int, tokens: Double) {
      self.gpu = gpu
      self.tokens = tokens
    }
  }

  /// What was kept of deviations in counts of few tokens for planning, 0 to 1; the rest was taken for chance.
  public struct KeptShares: Codable, Sendable, Equatable {
    /// Of each scenario from all scenarios together, in the order of the files.
    public let ofScenarios: [Double]
    /// Of all scenarios together from an even load.
    public let ofExperts: Double

    public init(ofScenarios: [Double], ofExperts: Double) {
      self.ofScenarios = ofScenarios
      self.ofExperts = ofExperts
    }
  }

  /// Its number in the model.
  public let layer: Int
  /// Copies beyond the first of each expert, where they were dealt out over layers.
  public let redundant: Int?
  /// In the worst scenario, or in the mixture that was planned on; on the counts as recorded.
  public let balance: Double
  /// A balance that no placement exceeds, on the same loads.
  public let bound: Double
  /// bound / balance − 1.
  public let gap: Double
  /// On the counts as recorded, in the order of the files.
  public let balanceByScenario: [Double]
  /// The worst over the scenarios where a token takes the nearest copy (on its own GPU, else in its domain) instead of any;
  /// `nil` without redundant copies, or in one domain.
  public let localityBalance: Double?
  /// On loads that were not planned on, in the order of the files.
  public let heldOut: [Double]
  /// `nil` where the counts were planned on as they are.
  public let kept: KeptShares?
  /// The expert in each slot, GPU by GPU; −1 where a slot is empty.
  public let physicalToLogical: [Int]
  /// The GPU that all others wait for; the hottest one.
  public let hottest: BusyGPU
  /// The least busy one.
  public let coolest: BusyGPU
  /// Experts without a copy left when the failure domain is lost whose loss hurts most; `nil` where all GPUs fail together.
  public let mostExpertsLost: Int?
  /// What the runtimes' own greedy makes of the sum of the scenarios.
  public let greedy: GreedyPlacement

  /// GPU that all others wait for.
  public let hottestGPU: Int

  /// - Parameters: As the properties of the same names; `time` and `bound` are 1 where all GPUs are equally busy.
  public init(
    layer: Int, redundant: Int? = nil, time: Double, bound: Double, balanceByScenario: [Double],
    localityBalance: Double?, heldOut: [Double],
    kept: KeptShares?, physicalToLogical: [Int], hottest: BusyGPU, coolest: BusyGPU, mostExpertsLost: Int?,
    greedy: GreedyPlacement
  ) {
    self.layer = layer
    self.redundant = redundant
    balance = 1 / time
    self.bound = 1 / min(bound, time)
    gap = max(0, time / bound - 1)
    self.balanceByScenario = balanceByScenario
    self.localityBalance = localityBalance
    self.heldOut = heldOut
    self.kept = kept
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
