import Costing
import Models
import Plans

/// Every expert of every layer on exactly one rank, no rank overfull, and the imbalance as the loads give it.
struct ExpertCheck {
  private let plan: Plan
  private let inputs: VerifierInputs

  init(_ plan: Plan, inputs: VerifierInputs) {
    self.plan = plan
    self.inputs = inputs
  }

  var findings: [Finding] {
    let expected = plan.layout.stages.enumerated().flatMap { index, stage in
      (stage.firstLayer...stage.lastLayer).filter { mixture($0) != nil }.map { (layer: $0, stage: index) }
    }
    let listed = plan.placement.experts
    guard listed.map(\.layer) == expected.map(\.layer), listed.map(\.stage) == expected.map(\.stage) else {
      return [
        Finding(
          id: "experts-missing", key: "placement.experts", claimed: "\(listed.count) layers",
          actual: "\(expected.count) layers with experts")
      ]
    }
    return listed.enumerated().compactMap { finding(index: $0, $1) }
  }

  /// As plans are costed.
  var imbalance: ExpertImbalance { ExpertImbalance(of: plan.placement.experts, under: inputs.expertLoad) }

  private func mixture(_ layer: Int) -> MixtureOfExperts? { inputs.model.layers[layer].kind.feedForward.mixture }

  private func finding(index: Int, _ placed: PlacedExperts) -> Finding? {
    let key = "placement.experts[\(index)]"
    let count = mixture(placed.layer)?.expertCount ?? 0
    let ranks = plan.layout.stages[placed.stage].expertParallel
    guard placed.ranks.count == ranks else {
      return Finding(id: "expert-ranks", key: key, claimed: "\(placed.ranks.count) ranks", actual: "EP \(ranks)")
    }
    let slots = (count + ranks - 1) / ranks
    if let overfull = placed.ranks.firstIndex(where: { $0.count > slots }) {
      return Finding(
        id: "rank-overfull", key: "\(key).ranks[\(overfull)]", claimed: "\(placed.ranks[overfull].count) experts",
        actual: "\(slots) slots")
    }
    guard placed.ranks.flatMap(\.self).sorted() == Array(0..<count) else {
      return Finding(
        id: "experts-wrong", key: "\(key).ranks", claimed: "\(Set(placed.ranks.flatMap(\.self)).count) experts",
        actual: "each of \(count) once")
    }
    guard let load = inputs.expertLoad else { return nil }
    let actual = load.imbalance(layer: placed.layer, ranks: placed.ranks)
    guard abs(actual - (placed.imbalance ?? 0)) > 1e-9 * actual else { return nil }
    return Finding(
      id: "imbalance-wrong", key: "\(key).imbalance", claimed: "\(placed.imbalance ?? 0)", actual: "\(actual)")
  }
}
