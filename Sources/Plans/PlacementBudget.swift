/// Redundancy as a budget over layers: how it is spent, and what an even share would reach.
public struct PlacementBudget: Codable, Sendable, Equatable {
  /// Copies beyond one of each expert that were to be had, over all layers together.
  public let total: Int
  /// That are had.
  public let spent: Int
  /// In each layer, of the best even share.
  public let evenRedundant: Int
  /// Mean over layers of the time of the slowest GPU with the even share, placed with the same effort; 1 is perfect balance.
  public let evenTime: Double
  /// The same as the budget is spent.
  public let time: Double
  /// The same that no way of spending and no placement undercuts.
  public let bound: Double
  /// Most copies of experts that a GPU holds, over all layers together.
  public let mostHeld: Int
  /// Fewest.
  public let fewestHeld: Int

  public init(
    total: Int, spent: Int, evenRedundant: Int, evenTime: Double, time: Double, bound: Double, mostHeld: Int,
    fewestHeld: Int
  ) {
    self.total = total
    self.spent = spent
    self.evenRedundant = evenRedundant
    self.evenTime = evenTime
    self.time = time
    self.bound = bound
    self.mostHeld = mostHeld
    self.fewestHeld = fewestHeld
  }
}

/// How the greedy of the serving runtimes does in a layer, on the same GPUs and counts.
public struct GreedyPlacement: Codable, Sendable, Equatable {
  /// The worst over the scenarios, on the counts as recorded.
  public let balance: Double
  /// In the order of the files.
  public let balanceByScenario: [Double]
  /// As for the layer's own placement.
  public let localityBalance: Double?
  /// In the order of the files.
  public let heldOut: [Double]
  /// As for the layer's own placement.
  public let mostExpertsLost: Int?

  public init(balanceByScenario: [Double], localityBalance: Double?, heldOut: [Double], mostExpertsLost: Int?) {
    balance = balanceByScenario.min() ?? 1
    self.balanceByScenario = balanceByScenario
    self.localityBalance = localityBalance
    self.heldOut = heldOut
    self.mostExpertsLost = mostExpertsLost
  }
}

/// The loads that experts were placed by, and those that the placement was judged on.
public struct PlacementInputs: Codable, Sendable, Equatable {
  /// Planned on, one scenario each.
  public let expertLoad: [PlanInputs.Reference]
  /// Of each scenario in the mixture that was planned on; `nil` where the worst scenario counted.
  public let weights: [Double]?
  /// Judged on, and not planned on.
  public let evaluate: [PlanInputs.Reference]

  public init(expertLoad: [PlanInputs.Reference], weights: [Double]?, evaluate: [PlanInputs.Reference]) {
    self.expertLoad = expertLoad
    self.weights = weights
    self.evaluate = evaluate
  }
}

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
