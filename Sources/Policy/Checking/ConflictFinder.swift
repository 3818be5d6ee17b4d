import Foundation
import Inputs
import Optimization
import Plans
import Quantities

/// Finds a smallest set of limits that cannot all be kept: without any one of them there is a plan.
struct ConflictFinder {
  /// Something that the policy asks for and could leave out.
  private struct Demand {
    let key: String
    let words: String
    /// What stands for leaving it out; `nil` takes the key out.
    let content: InputNode.Content?
  }

  private let source: DeploymentSource
  /// Whether there is a plan; `nil` where the deployment cannot be without what was left out.
  private let isFeasible: (DeploymentSource) -> Bool?

  init(_ source: DeploymentSource, isFeasible: @escaping (DeploymentSource) -> Bool?) {
    self.source = source
    self.isFeasible = isFeasible
  }

  /// In plain words.
  /// - Parameter limits: Of the deployment.
  /// - Returns: `nil` where there is no plan without any of them either.
  func conflict(_ limits: LimitList) -> [String]? {
    var kept = demands(limits).filter { isFeasible(without([$0])) != nil }
    let all = kept
    for demand in all {
      let others = kept.filter { $0.key != demand.key }
      let left = all.filter { one in !others.contains { $0.key == one.key } }
      if isFeasible(without(left)) == false { kept = others }
    }
    return kept.isEmpty ? nil : kept.map(\.words)
  }

  private func without(_ demands: [Demand]) -> DeploymentSource {
    demands.reduce(into: source) { source, demand in
      source.node = source.node.setting(demand.key, to: demand.content) ?? source.node
    }
  }

  private func demands(_ limits: LimitList) -> [Demand] {
    var demands = limits.limits.filter { $0.severity == .error && Self.steering.contains($0.quantity) }.map {
      Demand(key: "limits.\($0.quantity.rawValue)", words: $0.requirement, content: nil)
    }
    if let survival = limits.survival {
      demands.append(
        Demand(key: "limits.\(LimitList.survivalKey)", words: "the loss of any one \(survival.unit)", content: nil))
    }
    for (key, words, content) in Self.sizes {
      guard let node = source.node.value(at: key) else { continue }
      let numbers = ((try? node.items()) ?? [node]).compactMap { try? $0.tokens() }
      let value = numbers.max().map(Numerals.grouped) ?? (try? node.number(atLeast: 0)).map { Numerals.significant($0) }
      demands.append(
        Demand(key: key, words: words.replacingOccurrences(of: "#", with: value ?? node.summary), content: content))
    }
    return demands
  }

  /// What searches are given.
  private static let steering: [LimitedQuantity] = [.timePerOutputToken, .timeToFirstToken, .memoryHeadroom, .gpus]

  private static let sizes: [(key: String, words: String, content: InputNode.Content?)] = [
    ("requests-per-second", "a demand of # requests/s", nil), ("tokens-per-second", "a demand of # tokens/s", nil),
    ("batch", "# sequences in flight", .integer(1)), ("context", "a context of # tokens", .integer(1)),
  ]
}
