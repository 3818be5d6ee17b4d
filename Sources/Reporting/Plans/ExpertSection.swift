import FoundationEssentials
import Plans
import Quantities

/// How evenly the experts are placed under the load that was given, how good that is, and what copies of them are worth.
struct ExpertSection {
  private let plan: Plan

  init(_ plan: Plan) { self.plan = plan }

  /// Empty where no expert load was given, or nothing is divided.
  var text: String {
    let layers = plan.placement.experts.filter { $0.ranks.count > 1 && $0.imbalance != nil && $0.bound != nil }
    guard !layers.isEmpty else { return "" }
    let lines = ["Experts     " + balance(layers), "            " + proof(layers)] + worth.map { "            " + $0 }
    return lines.joined(separator: "\n") + "\n\n"
  }

  private func balance(_ layers: [PlacedExperts]) -> String {
    let mean = layers.reduce(0) { $0 + 1 / ($1.imbalance ?? 1) } / Double(layers.count)
    let worst = layers.max { ($0.imbalance ?? 1, $1.layer) < ($1.imbalance ?? 1, $0.layer) }
    let text = worst.map { ", worst \(number(1 / ($0.imbalance ?? 1))) (layer \($0.layer))" } ?? ""
    return "balance (mean over hottest rank) \(number(mean)) on average of \(TextLayout.count(layers.count, "layer"))"
      + text
  }

  private func proof(_ layers: [PlacedExperts]) -> String {
    let most = layers.reduce(0) { $0 + 1 / ($1.bound ?? 1) } / Double(layers.count)
    let gaps = layers.map { $0.gap ?? 0 }
    return "proved: no placement above \(number(most)); gap \(percent(gaps.reduce(0, +) / Double(gaps.count))) on "
      + "average, \(percent(gaps.max() ?? 0)) at most"
  }

  /// The plan's number of copies against fewer and more.
  private var worth: [String] {
    guard let values = plan.redundancy, let chosen = values.first(where: \.isChosen) else { return [] }
    let bytes = chosen.bytes > 0 ? " (+\(Numerals.fixed(chosen.bytes / 1e9, decimals: 1)) GB)" : ""
    let others = values.filter { !$0.isChosen }.map { "\(comparison($0, chosen)) with \(name($0))" }
    let rest = others.isEmpty ? "" : "; \(measure) " + others.joined(separator: ", ")
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
      + (slots == 0 ? " in slots left over" : ", \(TextLayout.count(slots, "slot")) per GPU")
  }

  private var measure: String {
    switch plan.inputs.goal.objective {
    case "latency": "speed"
    case "gpus": "GPUs"
    default: "throughput per GPU"
    }
  }

  /// "6.2 % lower".
  private func comparison(_ other: RedundancyValue, _ chosen: RedundancyValue) -> String {
    let isSize = plan.inputs.goal.objective == "gpus"
    let change = isSize ? other.objective / chosen.objective - 1 : chosen.objective / other.objective - 1
    guard abs(change) >= 0.0005 else { return "the same" }
    return "\(percent(abs(change))) \(change > 0 ? "higher" : "lower")"
  }

  private func percent(_ share: Double) -> String { Numerals.percent(share, decimals: 1) }
  private func number(_ value: Double) -> String { Numerals.fixed(value, decimals: 3) }
}

/// What is best after a change, in the words of the plan that it is set beside.
struct SolvedChangeText {
  private let plan: Plan

  init(_ plan: Plan) { self.plan = plan }

  /// What the objective is.
  var measure: String {
    switch plan.inputs.goal.objective {
    case "latency": "time per output token"
    case "gpus": "GPUs for the demand"
    default: isPriced ? "USD per million tokens" : "GPU-hours per million tokens"
    }
  }

  /// "0.171 → 0.158 (-7.6 %)".
  func objective(_ solved: SolvedChange) -> String {
    "\(value(solved.objectiveBefore)) → \(value(solved.objective)) (\(Self.signed(solved.relativeChange)))"
  }

  /// "same layout, batch 15,616" or the layout that wins instead.
  func layout(_ solved: SolvedChange) -> String {
    let batch = "batch \(Numerals.grouped(solved.layout.sequencesPerReplica))"
    if solved.isSameLayout { return "same layout, \(batch)" }
    let pool = solved.layout.pool == plan.layout.pool ? "" : " in \(solved.layout.pool)"
    let name = FrontierNames.name(stages: solved.layout.stages, gpus: solved.layout.gpusPerReplica)
    return "\(name)\(pool), \(batch)"
  }

  private var isPriced: Bool { plan.certificate.objectiveUnit.hasPrefix("USD") }

  private func value(_ objective: Double) -> String {
    switch plan.inputs.goal.objective {
    case "latency": "\(Seconds(objective))"
    case "gpus": Numerals.grouped(rounding: objective)
    default: Numerals.significant(isPriced ? objective * 1e6 : objective * 1e6 / 3600)
    }
  }

  /// "+3.1 %".
  static func signed(_ share: Double, decimals: Int = 1) -> String {
    let text = Numerals.percent(abs(share), decimals: decimals)
    let isZero = !text.contains { $0.isNumber && $0 != "0" }
    return isZero ? text : (share < 0 ? "-" : "+") + text
  }

  static func number(_ value: Double) -> String {
    value >= 1000 ? Numerals.grouped(rounding: value) : Numerals.significant(value)
  }
}
