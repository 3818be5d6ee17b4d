import Costing
import Experts
import Formats
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
        id: .loadsDiffer, file: load.file, key: "logical_count", found: "\(load.tokens.count) layers",
        expected: "\(first.tokens.count), as in \(first.file)")
    }
    for (layer, (row, other)) in zip(load.tokens, first.tokens).enumerated() where row.count != other.count {
      throw Diagnostic(
        id: .loadsDiffer, file: load.file, key: "logical_count[\(layer)]", found: words(row),
        expected: "\(words(other)), as in \(first.file)")
    }
  }

  private static func words(_ row: [Double]) -> String { row.isEmpty ? "no tokens" : "tokens of \(row.count) experts" }
}

/// Whether experts can be placed with regard to the network on these GPUs, under these rules.
private struct NetworkRules {
  private let target: PlacementTarget
  private let expertCount: Int

  init(_ target: PlacementTarget, expertCount: Int) {
    self.target = target
    self.expertCount = expertCount
  }

  /// - Throws: `Diagnostic` at the flag that is to change.
  func check() throws {
    guard target.gpusPerDomain < target.gpus else {
      throw fault(
        "--gpus-per-domain", "all \(target.gpus) GPUs in one domain, with --routes",
        "at least two domains: within one, no token crosses the network")
    }
    guard target.gpus % target.gpusPerDomain == 0 else {
      throw fault("--gpus-per-domain", "\(target.gpusPerDomain)", "a divisor of the \(target.gpus) GPUs, with --routes")
    }
    let domains = target.gpus / target.gpusPerDomain
    guard expertCount % domains == 0 else {
      throw fault(
        "--gpus-per-domain", "\(domains) domains", "a number that divides \(expertCount) experts, with --routes")
    }
    guard target.redundant % domains == 0 else {
      throw fault("--redundant", "\(target.redundant)", "a multiple of the \(domains) domains, with --routes")
    }
    let most = expertCount * (target.gpusPerDomain - 1)
    guard target.redundant <= most else {
      throw fault(
        "--redundant", "\(target.redundant)",
        "at most \(most): with --routes the copies of an expert stay on the GPUs of one domain")
    }
    try checkDomains(domains)
    try checkOtherRules()
  }

  private func checkDomains(_ domains: Int) throws {
    let speeds = target.speeds ?? target.slotsPerGPU.map { _ in 1 }
    for (flag, figures) in [("--gpu-slots", target.slotsPerGPU.map(Double.init)), ("--gpu-speed", speeds)] {
      let first = figures.prefix(target.gpusPerDomain)
      let areEqual = (0..<domains).allSatisfy {
        figures.dropFirst($0 * target.gpusPerDomain).prefix(target.gpusPerDomain).elementsEqual(first)
      }
      guard areEqual else { throw fault(flag, "domains that differ", "the same in each domain, with --routes") }
    }
  }

  /// Copies of an expert stay in its domain, and experts of a group may go apart.
  private func checkOtherRules() throws {
    let rules: [(isSet: Bool, flag: String, advice: String)] = [
      (target.survive != nil, "--survive", "leave one of them out: copies of an expert then stay in one domain"),
      (target.groups > 1, "--groups", "leave one of them out: routes say which experts belong together"),
      (
        target.redundantTotal != nil, "--redundant-total",
        "use --redundant, as domains get equally many copies in each layer"
      ),
    ]
    for rule in rules where rule.isSet {
      throw Diagnostic(
        id: .conflict, file: rule.flag, problem: "cannot be given with --routes", advice: rule.advice)
    }
  }

  private func fault(_ flag: String, _ found: String, _ expected: String) -> Diagnostic {
    Diagnostic(id: .placementImpossible, file: flag, found: found, expected: expected)
  }
}

/// Whether experts can go onto GPUs under the rules that were asked for.
private struct PlacementRules {
  private let target: PlacementTarget
  private let expertCount: Int

  init(_ target: PlacementTarget, expertCount: Int) {
    self.target = target
    self.expertCount = expertCount
  }

  /// - Throws: `Diagnostic` at the flag that is to change.
  func check() throws {
    let most = expertCount * (target.gpus - 1)
    guard target.redundant <= most else {
      let flag = target.redundantTotal == nil ? "--redundant" : "--redundant-total"
      let layer = target.redundantTotal == nil ? "" : " in a layer"
      throw fault(flag, "\(target.redundant)\(layer)", "at most \(most): then every GPU has a copy of every expert")
    }
    let slots = target.slotsPerGPU.reduce(0, +)
    guard slots >= expertCount else {
      throw fault("--gpu-slots", "\(slots) slots on all GPUs", "room for \(expertCount) experts")
    }
    if target.survive != nil { try checkFailureDomains() }
    if target.groups > 1 { try checkGroups(copies: expertCount + target.redundant) }
  }

  private func checkFailureDomains() throws {
    guard target.survive == .rack || target.gpusPerNode != nil else {
      throw Diagnostic(
        id: .conflict, file: "--survive", problem: "node needs the size of a node", advice: "add --gpus-per-node")
    }
    guard Set(target.ranks.map(\.failureDomain)).count > 1 else {
      let flag = target.survive == .rack ? "--gpus-per-domain" : "--gpus-per-node"
      throw fault("--survive", "all GPUs in one \(target.survive?.rawValue ?? "")", "\(flag) below \(target.gpus)")
    }
  }

  private func checkGroups(copies: Int) throws {
    guard target.groups <= ExpertProblem.mostGroups else {
      throw fault("--groups", "\(target.groups)", "at most \(ExpertProblem.mostGroups)")
    }
    guard expertCount % target.groups == 0 else {
      throw fault("--groups", "\(target.groups)", "a divisor of the \(expertCount) experts")
    }
    guard target.gpus % target.gpusPerDomain == 0 else {
      throw fault("--gpus-per-domain", "\(target.gpusPerDomain)", "a divisor of the \(target.gpus) GPUs, with --groups")
    }
    let domains = target.gpus / target.gpusPerDomain
    guard target.groups % domains == 0 else {
      throw fault("--groups", "\(target.groups)", "a multiple of the \(domains) domains")
    }
    guard copies % domains == 0, Set(target.slotsPerGPU).count == 1 else {
      throw fault(
        "--groups", "\(copies) copies and slots that differ between the \(domains) domains",
        "equally many in each domain")
    }
  }

  private func fault(_ flag: String, _ found: String, _ expected: String, id: DiagnosticID = .placementImpossible)
    -> Diagnostic
  {
    Diagnostic(id: id, file: flag, found: found, expected: expected)
  }
}
