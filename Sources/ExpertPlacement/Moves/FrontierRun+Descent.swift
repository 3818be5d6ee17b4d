import ExpertMaps

extension FrontierRun {
  /// A way down from a map: again and again the step that cools the hottest rank most for each copy moved.
  mutating func descend(from map: ExpertMap, cap: Int) {
    guard map.fault(in: problem) == nil else { return }
    limited.set(limited.state.slots(of: map))
    while limited.moved < cap {
      limited.prepare(doublings: Self.doublings, reference: limited.state.time)
      guard let step = bestStep(cap: cap), make(step, MoveRule(cap: cap, penalty: 0, limit: .infinity)) else { return }
      record()
    }
  }

  /// Judged by making steps and taking them back.
  private mutating func bestStep(cap: Int) -> FrontierStep? {
    guard let hottest = limited.state.loads.indices.max(by: { (heat($0), $1) < (heat($1), $0) }) else { return nil }
    let before = limited.state.expertOfSlot
    let moved = limited.moved
    let potential = limited.state.potential
    var best: FrontierStep?
    var least = -1e-9
    for step in steps(of: hottest) {
      // Two copies may cost twice the potential of one.
      guard make(step, MoveRule(cap: cap, penalty: 0, limit: least)) else { continue }
      let gain = (limited.state.potential - potential) / Double(max(1, limited.moved - moved))
      if gain < least {
        least = gain
        best = step
      }
      limited.undo(step, to: before)
    }
    return best
  }

  private func heat(_ rank: Int) -> Double { limited.state.rankTime(rank) }

  /// Exchanges of what the rank holds, copies of it put elsewhere over others, and others put over it.
  private func steps(of rank: Int) -> [FrontierStep] {
    let slots = limited.state.firstSlot[rank]..<limited.state.firstSlot[rank + 1]
    let mayReplace = problem.mostCopies > problem.expertCount
    return slots.flatMap { slot -> [FrontierStep] in
      let expert = limited.state.expertOfSlot[slot]
      guard expert >= 0 else { return [] }
      var steps = limited.state.expertOfSlot.indices.map { FrontierStep.exchange(slot, $0) }
      if mayReplace {
        steps += limited.state.expertOfSlot.indices.filter(isSpare).map { .replace($0, with: expert) }
        if isSpare(slot) { steps += (0..<problem.expertCount).map { .replace(slot, with: $0) } }
      }
      return steps
    }
  }

  private func isSpare(_ slot: Int) -> Bool {
    let expert = limited.state.expertOfSlot[slot]
    return expert < 0 || limited.state.slotsOfExpert[expert].count > 1
  }

  private mutating func make(_ step: FrontierStep, _ rule: MoveRule) -> Bool {
    switch step {
    case .exchange(let slot, let other): limited.exchange(slot, other, rule)
    case .replace(let slot, let expert): limited.replace(slot, with: expert, rule)
    }
  }
}

/// A change of a placement that can be taken back.
enum FrontierStep: Sendable, Equatable {
  /// What lies in two slots changes places.
  case exchange(Int, Int)
  /// One more copy of an expert into a slot.
  case replace(Int, with: Int)
}
