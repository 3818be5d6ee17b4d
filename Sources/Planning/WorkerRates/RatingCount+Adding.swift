import Plans

extension RatingCount {
  mutating func add(timeToFirstToken: Double?, timePerOutputToken: Double?) {
    tooSlow += 1
    leastTimeToFirstToken = Self.least(leastTimeToFirstToken, timeToFirstToken)
    leastTimePerOutputToken = Self.least(leastTimePerOutputToken, timePerOutputToken)
  }

  mutating func add(_ other: RatingCount) {
    layouts += other.layouts
    tooLarge += other.tooLarge
    tooSlow += other.tooSlow
    leastTimeToFirstToken = Self.least(leastTimeToFirstToken, other.leastTimeToFirstToken)
    leastTimePerOutputToken = Self.least(leastTimePerOutputToken, other.leastTimePerOutputToken)
  }

  private static func least(_ first: Double?, _ second: Double?) -> Double? {
    guard let first, let second else { return first ?? second }
    return min(first, second)
  }
}
