/// Finds loads that fit together on a rank and are worth more than a program believes.
struct PatternSeparation {
  private let values: PatternValues
  private let parts = 4_096

  init(_ values: PatternValues) { self.values = values }

  /// - Parameters:
  ///   - index: Of the class.
  ///   - rank: The class.
  ///   - time: Whose capacity the loads share.
  ///   - most: Of the patterns that are wanted.
  /// - Returns: The patterns that are worth most above κ, one for each largest load; none where all rows hold.
  func violated(_ index: Int, _ rank: RankClass, time: Double, most: Int) -> [LoadPattern] {
    let capacity = time * rank.speed * (1 + 1e-12)
    let classOfPart = classes(capacity: capacity)
    let table = PartTable(worth: classOfPart.map { values.values[$0] }, slots: rank.slots - 1)
    let limit = values.capacities[index] + 1e-6
    let found = (0...parts).compactMap { part -> (worth: Double, part: Int)? in
      let worth = values.values[classOfPart[part]] + table.best(slots: rank.slots - 1, within: parts - part)
      return worth > limit ? (worth, part) : nil
    }
    return found.sorted { ($0.worth, $0.part) > ($1.worth, $1.part) }.prefix(most).map { entry in
      let held = [entry.part] + table.choice(slots: rank.slots - 1, within: parts - entry.part)
      return LoadPattern(rankClass: index, loads: held.map { values.classes.sizes[classOfPart[$0]] })
    }
  }

  /// For each part of the capacity the largest class that, rounded down to parts, takes no more.
  private func classes(capacity: Double) -> [Int] {
    let unit = capacity / Double(parts)
    return (0...parts).map { part in
      let below = Double(part + 1) * unit
      var index = values.classes.index(of: min(capacity, below)) ?? 0
      if values.classes.sizes[index] >= below, index > 0 { index -= 1 }
      return index
    }
  }
}
