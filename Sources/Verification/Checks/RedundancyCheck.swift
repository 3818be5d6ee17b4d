import Costing
import Plans

/// That what copies of experts are worth is said where it should be, and says of the plan's own layout what that has.
struct RedundancyCheck {
  private let plan: Plan
  /// A search takes less effort to place experts than a plan does: what the two say of one layout differs by less.
  static let searchError = 0.1

  init(_ plan: Plan) { self.plan = plan }

  var findings: [Finding] {
    let values = plan.redundancy ?? []
    let isAsked = plan.inputs.expertLoad != nil && plan.inputs.goal.redundantExperts == nil
    let isDivided = plan.layout.stages.contains { $0.expertParallel > 1 }
    // A plan whose figures were recomputed has none.
    guard !values.isEmpty else { return [] }
    guard isAsked, isDivided else {
      return [AnswerCheck.finding("redundancy", "\(values.count) entries", "nothing without copies to choose")]
    }
    let chosen = values.enumerated().filter { $0.element.isChosen }
    guard chosen.count == 1, let own = chosen.first else {
      return [AnswerCheck.finding("redundancy", "\(chosen.count) entries chosen", "one, the plan's own")]
    }
    return self.own("redundancy[\(own.offset)]", own.element) + order(values) + others(values)
  }

  private func own(_ key: String, _ value: RedundancyValue) -> [Finding] {
    let copies = plan.layout.stages.map { $0.redundantExperts ?? 0 }.max() ?? 0
    let bytes = plan.prediction.stages.map { $0.memory.redundantExperts ?? 0 }.max() ?? 0
    let spared = plan.layout.stages.compactMap(\.sparedLayers).first
    let layers = spared.map { $0.layersWithExperts - $0.count }
    var findings: [Finding] = []
    if value.redundantExperts != copies {
      findings.append(AnswerCheck.finding("\(key).redundantExperts", value.redundantExperts, "\(copies)"))
    }
    if abs(value.bytes - bytes) > 1e-9 * max(1, bytes) {
      findings.append(AnswerCheck.finding("\(key).bytes_B", value.bytes, "\(bytes)"))
    }
    if value.layers != layers {
      findings.append(AnswerCheck.finding("\(key).layers", value.layers ?? 0, "\(layers ?? 0)"))
    }
    if value.slots != slots {
      findings.append(
        AnswerCheck.finding(
          "\(key).slotsPerGPU", value.slots.map { "\($0)" } ?? "none", slots.map { "\($0)" } ?? "none"))
    }
    let objective = plan.certificate.objective
    if !(abs(value.objective - objective) <= Self.searchError * objective) {
      findings.append(AnswerCheck.finding("\(key).objective", value.objective, "near \(objective)"))
    }
    return findings
  }

  /// Slots beyond ⌈E / EP⌉ of the stage that has most; `nil` where each expert has one copy.
  private var slots: Int? {
    let experts = Set((plan.placement.experts.first?.ranks ?? []).flatMap(\.self)).count
    return plan.layout.stages.map(\.expertDivision).filter { $0.redundantExperts > 0 }.map {
      $0.slots(experts: experts) - ExpertDivision(expertParallel: $0.expertParallel).slots(experts: experts)
    }.max()
  }

  private func order(_ values: [RedundancyValue]) -> [Finding] {
    let keys = values.map { [$0.slots ?? -1, $0.layers ?? .max] }
    let isRising = zip(keys, keys.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) }
    return isRising ? [] : [AnswerCheck.finding("redundancy", "\(keys.map { $0[0] })", "each number once, rising")]
  }

  /// The search took the best.
  private func others(_ values: [RedundancyValue]) -> [Finding] {
    values.enumerated().compactMap { index, value in
      guard value.objective > 0, value.bytes >= 0, value.redundantExperts >= 0 else {
        return AnswerCheck.finding("redundancy[\(index)]", "less than nothing", "amounts")
      }
      // Copies in slots that were empty take nothing more on the fullest GPU.
      let isEmpty = value.redundantExperts == 0
      guard isEmpty == (value.slots == nil), isEmpty ? value.bytes == 0 : value.slots == 0 || value.bytes > 0 else {
        return AnswerCheck.finding(
          "redundancy[\(index)]", "\(value.redundantExperts) copies", "slots and bytes for them")
      }
      return nil
    }
  }
}
