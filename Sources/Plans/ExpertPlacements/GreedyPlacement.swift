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

  /// - Parameters: As the properties of the same names.
  public init(balanceByScenario: [Double], localityBalance: Double?, heldOut: [Double], mostExpertsLost: Int?) {
    balance = balanceByScenario.min() ?? 1
    self.balanceByScenario = balanceByScenario
    self.localityBalance = localityBalance
    self.heldOut = heldOut
    self.mostExpertsLost = mostExpertsLost
  }
}
