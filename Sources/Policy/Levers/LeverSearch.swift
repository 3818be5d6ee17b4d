import Optimization
import Plans

/// Looks for the smallest step of each lever with which a rule holds and none that held is broken, by solving with it.
struct LeverSearch {
  /// The deployment after a step: its rules, or nothing where the step cannot be had.
  typealias Check = (DeploymentSource) -> [CheckedRule]?

  private let before: [CheckedRule]
  private let check: Check

  /// - Parameters:
  ///   - before: The rules as they are now.
  ///   - check: Judges an edited deployment.
  init(before: [CheckedRule], check: @escaping Check) {
    self.before = before
    self.check = check
  }

  /// The smallest change for each lever, cheapest lever first; later ones of a name only where no earlier one is enough.
  func changes(_ levers: [Lever], fixing rule: CheckedRule) -> [CheckedChange] {
    var found: [CheckedChange] = []
    for lever in levers where !found.contains(where: { $0.lever == lever.name && $0.lever != "nodes" }) {
      if let change = change(lever, fixing: rule) { found.append(change) }
    }
    return found
  }

  /// Steps grow, so that the smallest one is found by halving; the largest is tried first.
  private func change(_ lever: Lever, fixing rule: CheckedRule) -> CheckedChange? {
    var results: [Int: CheckedRule] = [:]
    func holds(_ index: Int) -> Bool {
      results[index] = fixed(rule, by: lever.steps[index])
      return results[index] != nil
    }
    guard let last = lever.steps.indices.last else { return nil }
    if last > 0, holds(0) { return finished(lever, 0, results[0]) }
    guard holds(last) else { return nil }
    var (low, high) = (0, last)
    while high - low > 1 {
      let middle = (low + high) / 2
      if holds(middle) { high = middle } else { low = middle }
    }
    return finished(lever, high, results[high])
  }

  private func finished(_ lever: Lever, _ index: Int, _ rule: CheckedRule?) -> CheckedChange {
    let step = lever.steps[index]
    return CheckedChange(
      lever: lever.name, sentence: step.sentence, place: step.place, replacement: step.replacement,
      result: rule?.outcome == .pass ? rule?.sentence : nil)
  }

  /// The rule after the step, where it holds and nothing else is worse.
  private func fixed(_ rule: CheckedRule, by step: LeverStep) -> CheckedRule? {
    guard let after = check(step.source), let same = after.first(where: { $0.id == rule.id }), same.outcome == .pass
    else { return nil }
    let isWorse = before.contains { earlier in
      guard earlier.severity == .error, earlier.outcome == .pass else { return false }
      return after.first { $0.id == earlier.id }?.outcome != .pass
    }
    let isBlocked = after.contains { later in
      later.isBlocking && before.first { $0.id == later.id }?.outcome == .skipped
    }
    return isWorse || isBlocked ? nil : same
  }
}
