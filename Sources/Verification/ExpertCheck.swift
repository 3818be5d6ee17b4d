import Costing
import Experts
import Models
import Plans

/// Every expert of every layer on some rank, no rank overfull, the imbalance as the loads give it, and its bound as the
/// proof shows it, without a solver. The layout must be one that can be costed.
struct ExpertCheck {
  let plan: Plan
  let inputs: VerifierInputs

  var findings: [Finding] { structure + balances }

  /// Misplaced experts, for which the balance is unknown.
  var structure: [Finding] {
    let missing = missing
    guard missing.isEmpty else { return copies + missing }
    return copies + fewerCopies + plan.placement.experts.enumerated().compactMap { fault(index: $0, $1) }
  }

  private var missing: [Finding] {
    let expected = plan.layout.stages.enumerated().flatMap { index, stage in
      (stage.firstLayer...stage.lastLayer).filter { mixture($0) != nil }.map { (layer: $0, stage: index) }
    }
    let listed = plan.placement.experts
    guard listed.map(\.layer) != expected.map(\.layer) || listed.map(\.stage) != expected.map(\.stage) else {
      return []
    }
    return [
      Finding(
        id: .missingExperts, key: "placement.experts", claimed: "\(listed.count) layers",
        actual: "\(expected.count) layers with experts")
    ]
  }

  /// The balances of the layers whose experts are placed correctly.
  private var balances: [Finding] {
    guard missing.isEmpty else { return [] }
    return plan.placement.experts.enumerated().flatMap { index, placed -> [Finding] in
      fault(index: index, placed) == nil ? balance(index: index, placed) : []
    }
  }

  /// The imbalance as the cost model uses it.
  var imbalance: ExpertImbalance {
    ExpertImbalance(
      of: plan.placement.experts, on: plan.layout.stages.map(\.expertParallelism), under: inputs.expertLoad)
  }

  private func mixture(_ layer: Int) -> MixtureOfExperts? { inputs.model.layers[layer].kind.feedForward.mixture }

  /// Copies are for experts of known load; a number that was asked for is kept to as far as there are places.
  private var copies: [Finding] {
    guard inputs.expertLoad == nil else { return prescribed }
    return plan.layout.stages.enumerated().filter { $0.element.redundantExperts ?? 0 > 0 }.map { index, stage in
      Finding(
        id: .redundancyWrong, key: "layout.stages[\(index)].redundantExperts",
        claimed: "\(stage.redundantExperts ?? 0)", actual: "none without an expert load")
    }
  }

  private var prescribed: [Finding] {
    guard let asked = plan.inputs.goal.redundantExperts else { return [] }
    let experts = inputs.model.layers.compactMap { $0.kind.feedForward.mixture?.expertCount }.max() ?? 0
    return plan.layout.stages.enumerated().compactMap { index, stage in
      let due = min(asked, experts * (stage.expertParallel - 1))
      guard stage.redundantExperts ?? 0 < due else { return nil }
      return Finding(
        id: .redundancyWrong, key: "layout.stages[\(index)].redundantExperts",
        claimed: "\(stage.redundantExperts ?? 0)", actual: "\(due)")
    }
  }

  /// Checks that as many layers have fewer copies as memory and times assume.
  private var fewerCopies: [Finding] {
    plan.layout.stages.enumerated().compactMap { index, stage in
      guard let claimed = stage.sparedLayers else { return nil }
      let layers = plan.placement.experts.filter { $0.stage == index }
      let held = layers.count {
        $0.hasFewerCopies(in: stage.expertParallelism, experts: mixture($0.layer)?.expertCount ?? 0)
      }
      guard
        claimed.count != held || claimed.layersWithExperts != layers.count
          || claimed.redundantExperts >= stage.redundantExperts ?? 0
      else { return nil }
      return Finding(
        id: .redundancyWrong, key: "layout.stages[\(index)].sparedLayers",
        claimed: "\(claimed.count) of \(claimed.layersWithExperts) layers with \(claimed.redundantExperts) copies",
        actual: "\(held) of \(layers.count) layers")
    }
  }

  /// The placement problem of the experts of a layer.
  private func problem(_ placed: PlacedExperts) -> ExpertProblem {
    let experts = mixture(placed.layer)?.expertCount ?? 0
    let whole = plan.layout.stages[placed.stage].expertParallelism
    let division = whole.ofLayer(hasFewerCopies: placed.hasFewerCopies(in: whole, experts: experts))
    return inputs.expertLoad.map { ExpertProblem($0, layer: placed.layer, division: division) }
      ?? ExpertProblem(
        tokens: [[Double](repeating: 1, count: experts)], ranks: .equal(division.expertParallel, copies: experts),
        redundant: 0)
  }

  private func fault(index: Int, _ placed: PlacedExperts) -> Finding? {
    ExpertMap(ranks: placed.ranks).fault(in: problem(placed)).map { Self.finding($0, "placement.experts[\(index)]") }
  }

  private static func finding(_ fault: MapFault, _ key: String) -> Finding {
    switch fault {
    case .rankCount(let found, let expected):
      Finding(id: .expertRanks, key: key, claimed: "\(found) ranks", actual: "EP \(expected)")
    case .overfull(let rank, let found, let slots):
      Finding(id: .rankOverfull, key: "\(key).ranks[\(rank)]", claimed: "\(found) experts", actual: "\(slots) slots")
    default:
      Finding(id: .expertsWrong, key: "\(key).ranks", claimed: "each expert in its place", actual: fault.description)
    }
  }

  private func balance(index: Int, _ placed: PlacedExperts) -> [Finding] {
    let key = "placement.experts[\(index)]"
    guard inputs.expertLoad != nil else {
      guard placed.imbalance != nil || placed.bound != nil || placed.proof != nil else { return [] }
      return [Finding(id: .imbalanceWrong, key: key, claimed: "a balance", actual: "no expert load to judge it by")]
    }
    let actual = balanced(placed)
    var findings: [Finding] = []
    if placed.imbalance.map({ abs($0 - (actual.imbalance ?? 1)) > 1e-9 * $0 }) ?? true {
      findings.append(
        Finding(
          id: .imbalanceWrong, key: "\(key).imbalance", claimed: Self.text(placed.imbalance),
          actual: Self.text(actual.imbalance)))
    }
    if placed.bound != actual.bound || placed.proof != actual.proof {
      findings.append(
        Finding(
          id: .expertBoundWrong, key: "\(key).bound", claimed: Self.text(placed.bound),
          actual: "what is given as its proof does not show it"))
    }
    return findings
  }

  /// A layer with the imbalance that its map has, and the bound that it claims if its proof shows it; else a closed one.
  func balanced(_ placed: PlacedExperts) -> PlacedExperts {
    var balanced = placed
    (balanced.imbalance, balanced.bound, balanced.proof) = (nil, nil, nil)
    guard inputs.expertLoad != nil else { return balanced }
    let problem = problem(placed)
    let actual = max(1, ExpertMap(ranks: placed.ranks).time(of: problem))
    balanced.imbalance = actual
    if let bound = placed.bound, let proof = placed.proof, bound > 0, bound <= actual * (1 + 1e-9),
      BalanceBound(time: bound, proof: proof).holds(for: problem)
    {
      (balanced.bound, balanced.proof) = (bound, proof)
    } else {
      let closed = ClosedBounds(problem).best
      (balanced.bound, balanced.proof) = (max(1, min(closed.time, actual)), closed.proof)
    }
    return balanced
  }

  private static func text(_ value: Double?) -> String { value.map { "\($0)" } ?? "none" }
}
