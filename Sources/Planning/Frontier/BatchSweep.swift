/// All batches of a family that a staircase does not beat.
///
/// Rounds grow with the batch, so that of the smallest batch of an interval and the number of sequences of its largest bound
/// both speeds of all of it: an interval that the staircase beats even so is left out whole, others are halved down to
/// single batches.
struct BatchSweep {
  private let family: ReplicaFamily
  private let staircase: FrontierStaircase
  private let longestRound: Double
  private var found: [FrontierPoint] = []
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
