import Plans

/// Looks for the smallest step of each lever with which a rule holds and none that held is broken, by solving with it.
struct LeverSearch {
  /// The rules of a deployment after a step; `nil` where the step is impossible.
  typealias Check = (DeploymentSource) -> [CheckedRule]?

  private let before: [CheckedRule]
  private let check: Check
  /// The results by the sentence of the step, since several rules try the same steps.
  private var checked: [String: [CheckedRule]?] = [:]

  /// - Parameters:
  ///   - before: The rules as they are now.
  ///   - check: Judges an edited deployment.
  init(before: [CheckedRule], check: @escaping Check) {
    self.before = before
    self.check = check
  }

  /// The smallest change for each lever, cheapest lever first. Of several levers of a name the first that is enough counts,
  /// but for nodes, which each pool can have.
  mutating func changes(_ levers: [Lever], fixing rule: CheckedRule) -> [CheckedChange] {
    let enough = changes(levers, fixing: rule, mayBreakOthers: false)
    return enough.isEmpty ? changes(levers, fixing: rule, mayBreakOthers: true) : enough
  }

  private mutating func changes(
    _ levers: [Lever], fixing rule: CheckedRule, mayBreakOthers: Bool
  ) -> [CheckedChange] {
    var found: [CheckedChange] = []
    for lever in levers where lever.name == "nodes" || !found.contains(where: { $0.lever == lever.name }) {
      if let change = smallest(lever, fixing: rule, mayBreakOthers) { found.append(change) }
    }
    return found
  }

  private mutating func smallest(
    _ lever: Lever, fixing rule: CheckedRule, _ mayBreakOthers: Bool
  ) -> CheckedChange? {
    guard lever.isMonotone else {
      for step in lever.steps { if let found = change(lever, step, fixing: rule, mayBreakOthers) { return found } }
      return nil
    }
    // Steps twice as far each time, then halving between the last two: small changes are quick to try, large ones are not.
    var (low, high) = (-1, 0)
    var best: CheckedChange?
    while best == nil, low < lever.steps.count - 1 {
      high = min(max(0, 2 * low + 2), lever.steps.count - 1)
      best = change(lever, lever.steps[high], fixing: rule, mayBreakOthers)
      if best == nil { low = high }
    }
    while best != nil, high - low > 1 {
      let middle = (low + high) / 2
      if let found = change(lever, lever.steps[middle], fixing: rule, mayBreakOthers) {
        (high, best) = (middle, found)
      } else {
        low = middle
      }
    }
    return best
  }

  /// The change, if the rule holds after it and nothing else becomes worse.
  private mutating func change(
    _ lever: Lever, _ step: LeverStep, fixing rule: CheckedRule, _ mayBreakOthers: Bool
  ) -> CheckedChange? {
    let after: [CheckedRule]?
    if let known = checked[step.sentence] { after = known } else { after = check(step.source) }
    checked[step.sentence] = .some(after)
    guard let after, let same = after.first(where: { $0.id == rule.id }), same.outcome == .pass,
      mayBreakOthers || !isWorse(after)
    else { return nil }
    return CheckedChange(
      lever: lever.name, sentence: step.sentence, place: step.place, replacement: step.replacement,
      result: same.sentence, unmet: after.filter { $0.severity == .error && $0.outcome != .pass }.map(\.id))
  }

  /// Whether a limit of severity error fails that held before, or that was not judged before.
  private func isWorse(_ after: [CheckedRule]) -> Bool {
    after.contains { later in
      let earlier = before.first { $0.id == later.id }?.outcome
      return later.severity == .error && later.outcome != .pass && [.pass, .skipped, nil].contains(earlier)
    }
  }
}

/// Something that a user could change to keep a limit.
struct Lever {
  /// The name in reports and in the documentation: "context".
  let name: String
  /// The smallest change first.
  let steps: [LeverStep]
  /// Whether a step fixes a rule whenever a smaller step does.
  var isMonotone = true
}

/// One value of a lever: an edit of the policy or of the cluster's file.
struct LeverStep {
  /// The change in words, with the value before: "a context of 65,536 instead of 131,072 tokens".
  let sentence: String
  /// The deployment after it.
  let source: DeploymentSource
  /// The value to edit; `nil` where no file of the user's holds it.
  let place: SourcePlace?
  /// The text to write at the key.
  let replacement: String
}
