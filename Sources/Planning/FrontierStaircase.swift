/// The points that no other beats in both speeds: the shortest round first, tokens per second of a GPU rising with it.
struct FrontierStaircase: Sendable {
  private(set) var points: [FrontierPoint] = []

  init(_ points: [FrontierPoint] = []) { self.points = Self.undominated(points) }

  /// The staircase with more points.
  func merged(with more: [FrontierPoint]) -> FrontierStaircase { FrontierStaircase(points + more) }

  /// The most tokens per second of a GPU with a round of at most so many seconds; 0 where there is none.
  func speed(within round: Double) -> Double {
    let index = Self.first(points.count) { points[$0].round > round }
    return index == 0 ? 0 : points[index - 1].speed
  }

  /// The longest round with which so many sequences per GPU are beaten by no point, even if each were better by a share in
  /// both speeds.
  ///
  /// With n sequences per GPU a round of R gives n / R tokens per second of a GPU. What the frontier reaches in R grows with
  /// R, so there is one R from which on it gives as many or more: R_i · s_i ≥ n at point i, and before it n / R > s of the
  /// point before.
  func longestRound(sequencesPerGPU: Double, share: Double) -> Double {
    let better = 1 + share
    let index = Self.first(points.count) { points[$0].round * points[$0].speed >= sequencesPerGPU }
    let beaten = index < points.count ? points[index].round / better : .infinity
    return index == 0 ? beaten : min(beaten, sequencesPerGPU / (points[index - 1].speed * better))
  }

  /// By how much a replica would have to be better than its bounds for the staircase to be beaten: the least share by which
  /// all points would have to be better to beat it.
  func shortfall(round: Double, speed: Double) -> Double {
    var low = 0.0
    var high = 1.0
    while isBeaten(round: round, speed: speed, share: high) == false, high < 1e6 { high *= 2 }
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if isBeaten(round: round, speed: speed, share: middle) { high = middle } else { low = middle }
    }
    return high
  }

  private func isBeaten(round: Double, speed: Double, share: Double) -> Bool {
    self.speed(within: round * (1 + share)) * (1 + share) >= speed
  }

  private static func undominated(_ points: [FrontierPoint]) -> [FrontierPoint] {
    var kept: [FrontierPoint] = []
    for point in points.sorted(by: comesFirst) where point.speed > kept.last?.speed ?? 0 { kept.append(point) }
    return kept
  }

  private static func comesFirst(_ a: FrontierPoint, _ b: FrontierPoint) -> Bool {
    if a.round != b.round { return a.round < b.round }
    if a.speed != b.speed { return a.speed > b.speed }
    return (a.family.order + [a.microBatch]).lexicographicallyPrecedes(b.family.order + [b.microBatch])
  }

  /// The first index below `count` for which a condition holds that, once true, stays true; `count` where none does.
  private static func first(_ count: Int, _ holds: (Int) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if holds(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

/// All batches of a family that a staircase does not beat.
///
/// Rounds grow with the batch, so that of the smallest batch of an interval and the number of sequences of its largest bound
/// both speeds of all of it: an interval that the staircase beats even so is left out whole, others are halved down to
/// single batches.
struct BatchSweep {
  private let family: ReplicaFamily
  private let staircase: FrontierStaircase
  private let longestRound: Double
  private(set) var found: [FrontierPoint] = []
  private var bestSpeed = 0.0
  /// Batches costed.
  private(set) var count = 0

  /// Batches above this are taken in steps of this share of themselves; up to it every one is.
  static let everyBatchUpTo = 1 << 17

  init(_ family: ReplicaFamily, above staircase: FrontierStaircase, longestRound: Double) {
    self.family = family
    self.staircase = staircase
    self.longestRound = longestRound
  }

  /// Points that neither the staircase nor smaller batches of the family beat; the shortest round first.
  mutating func points() -> [FrontierPoint] {
    guard family.mostSequences > 0 else { return [] }
    visit(1, family.mostSequences, round(1))
    return found
  }

  /// Some batches of every size, for a first staircase.
  mutating func sample() -> [FrontierPoint] {
    var size = 1
    while size <= family.mostSequences {
      add(size, round(size))
      size = max(size + 1, size * 21 / 20)
    }
    return found
  }

  private mutating func visit(_ first: Int, _ last: Int, _ round: Double) {
    let most = family.speed(microBatch: last, round: round)
    guard round <= longestRound, most > max(bestSpeed, staircase.speed(within: round)) else { return }
    guard last - first > first / Self.everyBatchUpTo else {
      return add(last, first == last ? round : self.round(last))
    }
    let middle = max(first, Int((Double(first) * Double(last)).squareRoot()))
    visit(first, middle, round)
    visit(middle + 1, last, self.round(middle + 1))
  }

  private mutating func add(_ size: Int, _ round: Double) {
    let point = FrontierPoint(family, microBatch: size, round: round)
    guard round <= longestRound, point.speed > bestSpeed else { return }
    bestSpeed = point.speed
    found.append(point)
  }

  private mutating func round(_ size: Int) -> Double {
    count += 1
    return family.round(microBatch: size)
  }
}
