import Costing
import ExpertMaps
import Inputs
import Plans

/// Which experts are to be placed on what, by which loads.
public struct ExpertPlacementRequest: Sendable {
  /// Most scenarios of a placement.
  public static let mostScenarios = 64

  /// Planned on; at least one.
  public let scenarios: [RecordedScenario]
  /// Of each scenario in one mixture to plan on; `nil` plans for the worst scenario.
  public let weights: [Double]?
  /// Judged on only.
  public let heldOut: [RecordedScenario]
  /// The GPUs, and the rules.
  public let target: PlacementTarget
  /// What runs now; `nil` where nothing does, and any map is as good to start from.
  public let current: CurrentPlacement?
  /// Routes to regard the network by; `nil` places without regard to it.
  public private(set) var network: NetworkRequest?

  /// - Parameters: As the properties of the same names.
  /// - Throws: `Diagnostic` where loads are of different models, weights do not match them, or the experts do not go onto
  ///   the GPUs under the rules.
  public init(
    scenarios: [RecordedScenario], weights: [Double]?, heldOut: [RecordedScenario], target: PlacementTarget,
    current: CurrentPlacement? = nil
  ) throws {
    self.scenarios = scenarios
    self.weights = weights
    self.heldOut = heldOut
    self.target = target
    self.current = current
    for other in (scenarios + heldOut).dropFirst() { try Self.check(other.load, agreesWith: scenarios[0].load) }
    try PlacementRules(target, expertCount: scenarios[0].load.expertCount).check()
  }

  /// The same with regard to the network.
  /// - Throws: `Diagnostic` where GPUs or rules leave nothing to choose between domains, or routes are of another model.
  public func with(_ network: NetworkRequest) throws -> ExpertPlacementRequest {
    try NetworkRules(target, expertCount: expertCount).check()
    try network.routes.check(agreeWith: scenarios[0].load)
    var request = self
    request.network = network
    return request
  }

  /// Whether the search can end at any time with the best that it has: layers are placed for themselves.
  public var canEndEarly: Bool { current == nil && network == nil && target.redundantTotal == nil }

  /// E.
  public var expertCount: Int { scenarios[0].load.expertCount }
  /// Layers of the model, with and without experts.
  public var layerCount: Int { scenarios[0].load.tokens.count }
  /// The layers with experts.
  public var expertLayers: [Int] {
    scenarios[0].load.tokens.indices.filter { !scenarios[0].load.tokens[$0].isEmpty }
  }

  /// Scenarios are of one model: as many layers, and as many experts in each.
  private static func check(_ load: ExpertLoad, agreesWith first: ExpertLoad) throws {
    guard load.tokens.count == first.tokens.count else {
      throw Diagnostic(
        id: "loads-differ", file: load.file, key: "logical_count", found: "\(load.tokens.count) layers",
        expected: "\(first.tokens.count), as in \(first.file)")
    }
    for (layer, (row, other)) in zip(load.tokens, first.tokens).enumerated() where row.count != other.count {
      throw Diagnostic(
        id: "loads-differ", file: load.file, key: "logical_count[\(layer)]", found: words(row),
        expected: "\(words(other)), as in \(first.file)")
    }
  }

  private static func words(_ row: [Double]) -> String { row.isEmpty ? "no tokens" : "tokens of \(row.count) experts" }
}
