import ExpertMaps

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

  /// - Parameters: As the properties of the same names.
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
