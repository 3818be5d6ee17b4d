import Costing
import ExpertMaps
import Models
import Plans

/// Every expert of every layer on some rank, no rank overfull, the imbalance as the loads give it, and its bound as the
/// proof shows it, without a solver.
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
    return copies + spared + listed.enumerated().compactMap { finding(index: $0, $1) }
  }

  /// As plans are costed.
  var imbalance: ExpertImbalance {
    ExpertImbalance(
      of: plan.placement.experts, on: plan.layout.stages.map(\.expertDivision), under: inputs.expertLoad)
  }

  private func mixture(_ layer: Int) -> MixtureOfExperts? { inputs.model.layers[layer].kind.feedForward.mixture }

  /// Copies are for experts of known load.
  private var copies: [Finding] {
    guard inputs.expertLoad == nil else { return [] }
    return plan.layout.stages.enumerated().filter { $0.element.redundantExperts ?? 0 > 0 }.map { index, stage in
      Finding(
        id: "redundancy-wrong", key: "layout.stages[\(index)].redundantExperts",
        claimed: "\(stage.redundantExperts ?? 0)", actual: "none without an expert load")
    }
  }

  /// As many layers have fewer copies as memory and times are reckoned with.
  private var spared: [Finding] {
    plan.layout.stages.enumerated().compactMap { index, stage in
      guard let claimed = stage.sparedLayers else { return nil }
      let layers = plan.placement.experts.filter { $0.stage == index }
      let held = layers.count {
        $0.isSpared(in: stage.expertDivision, experts: mixture($0.layer)?.expertCount ?? 0)
      }
      guard
        claimed.count != held || claimed.layersWithExperts != layers.count
          || claimed.redundantExperts >= stage.redundantExperts ?? 0
      else { return nil }
      return Finding(
        id: "redundancy-wrong", key: "layout.stages[\(index)].sparedLayers",
        claimed: "\(claimed.count) of \(claimed.layersWithExperts) layers with \(claimed.redundantExperts) copies",
        actual: "\(held) of \(layers.count) layers")
    }
  }

  private func finding(index: Int, _ placed: PlacedExperts) -> Finding? {
    let key = "placement.experts[\(index)]"
    let experts = mixture(placed.layer)?.expertCount ?? 0
    let whole = plan.layout.stages[placed.stage].expertDivision
    let division = whole.ofLayer(isSpared: placed.isSpared(in: whole, experts: experts))
    let problem =
      inputs.expertLoad.map { ExpertProblem($0, layer: placed.layer, division: division) }
      ?? ExpertProblem(
        tokens: [[Double](repeating: 1, count: experts)], ranks: .equal(division.expertParallel, copies: experts),
        redundant: 0)
    if let fault = ExpertMap(ranks: placed.ranks).fault(in: problem) { return Self.finding(fault, key) }
    guard inputs.expertLoad != nil else {
      guard placed.imbalance != nil || placed.bound != nil || placed.proof != nil else { return nil }
      return Finding(id: "imbalance-wrong", key: key, claimed: "a balance", actual: "no expert load to judge it by")
    }
    return balance(placed, of: problem, key)
  }

  private static func finding(_ fault: MapFault, _ key: String) -> Finding {
    switch fault {
    case .rankCount(let found, let expected):
      Finding(id: "expert-ranks", key: key, claimed: "\(found) ranks", actual: "EP \(expected)")
    case .overfull(let rank, let found, let slots):
      Finding(id: "rank-overfull", key: "\(key).ranks[\(rank)]", claimed: "\(found) experts", actual: "\(slots) slots")
    default:
      Finding(id: "experts-wrong", key: "\(key).ranks", claimed: "each expert in its place", actual: fault.description)
    }
  }

  private func balance(_ placed: PlacedExperts, of problem: ExpertProblem, _ key: String) -> Finding? {
    let actual = ExpertMap(ranks: placed.ranks).time(of: problem)
    guard let imbalance = placed.imbalance, abs(actual - imbalance) <= 1e-9 * actual else {
      return Finding(
        id: "imbalance-wrong", key: "\(key).imbalance", claimed: Self.text(placed.imbalance),
        actual: "\(actual)")
    }
    guard let bound = placed.bound, let proof = placed.proof, bound <= imbalance * (1 + 1e-9),
      BalanceBound(time: bound, proof: proof).holds(for: problem)
    else {
      return Finding(
        id: "expert-bound-wrong", key: "\(key).bound", claimed: Self.text(placed.bound),
        actual: "what is given as its proof does not show it")
    }
    return nil
  }

  private static func text(_ value: Double?) -> String { value.map { "\($0)" } ?? "none" }
}
