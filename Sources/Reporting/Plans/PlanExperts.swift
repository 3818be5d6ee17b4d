import FoundationEssentials
import Plans
import Quantities

/// How evenly a plan's experts are placed under the load that was given, how good that is, and what copies of them are worth.
struct PlanExperts {
  /// With one kind of workers.
  let plan: Plan

  /// Nothing where no expert load was given, or nothing is divided.
  func write(to page: inout Page) {
    let layers = plan.placement.experts.filter { $0.ranks.count > 1 && $0.imbalance != nil && $0.bound != nil }
    guard !layers.isEmpty else { return }
    page.section("Experts", balance(layers))
    page.row(proof(layers))
    page.rows(worth)
  }

  private func balance(_ layers: [PlacedExperts]) -> String {
    let mean = layers.reduce(0) { $0 + 1 / ($1.imbalance ?? 1) } / Double(layers.count)
    let worst = layers.max { ($0.imbalance ?? 1, $1.layer) < ($1.imbalance ?? 1, $0.layer) }
    let text = worst.map { ", worst \(decimals(1 / ($0.imbalance ?? 1))) (layer \($0.layer))" } ?? ""
    return "balance (mean over hottest rank) \(decimals(mean)) on average of \(Numerals.count(layers.count, "layer"))"
      + text
  }

  private func proof(_ layers: [PlacedExperts]) -> String {
    let most = layers.reduce(0) { $0 + 1 / ($1.bound ?? 1) } / Double(layers.count)
    let gaps = layers.map { $0.gap ?? 0 }
    return "proved: no placement above \(decimals(most)); gap \(percent(gaps.reduce(0, +) / Double(gaps.count))) on "
      + "average, \(percent(gaps.max() ?? 0)) at most"
  }

  /// The plan's number of copies against fewer and more.
  private var worth: [String] {
    guard let values = plan.redundancy, let chosen = values.first(where: \.isChosen) else { return [] }
    let bytes = chosen.bytes > 0 ? " (+\(Numerals.fixed(chosen.bytes / 1e9, decimals: 1)) GB)" : ""
    let others = values.filter { !$0.isChosen }.map { "\(comparison($0, chosen)) with \(name($0))" }
    let rest = others.isEmpty ? "" : "; \(redundancyMeasure) " + others.joined(separator: ", ")
    let uneven =
      chosen.layers == nil
      ? [] : ["a runtime must take layers that differ; SGLang and TensorRT-LLM do not: --even-redundancy"]
    return ["copies: \(name(chosen))\(bytes)\(rest)"] + uneven
  }

  private func name(_ value: RedundancyValue) -> String {
    guard let slots = value.slots else { return "none" }
    let all = plan.layout.stages.compactMap(\.sparedLayers).first
    let fewer = (all?.redundantExperts).map { $0 == 0 ? "none" : "\($0)" } ?? "fewer"
    let layers = value.layers.map { " in \($0) of \(all?.layersWithExperts ?? $0), \(fewer) in the rest" } ?? ""
    return "\(value.redundantExperts) a layer\(layers)"
      + (slots == 0 ? " in slots left over" : ", \(Numerals.count(slots, "slot")) per GPU")
  }

  private var redundancyMeasure: String {
    switch plan.inputs.goal.objective {
    case .latency: "speed"
    case .gpus: "GPUs"
    case .throughput, .cost: "throughput per GPU"
    }
  }

  /// "6.2 % lower".
  private func comparison(_ other: RedundancyValue, _ chosen: RedundancyValue) -> String {
    let isSize = plan.inputs.goal.objective == .gpus
    let change = isSize ? other.objective / chosen.objective - 1 : chosen.objective / other.objective - 1
    guard abs(change) >= 0.0005 else { return "the same" }
    return "\(percent(abs(change))) \(change > 0 ? "higher" : "lower")"
  }

  private func percent(_ share: Double) -> String { Numerals.percent(share, decimals: 1) }
  private func decimals(_ value: Double) -> String { Numerals.fixed(value, decimals: 3) }
}
