/// A replica as users and owners see it.
struct FrontierPoint: Sendable {
  let family: ReplicaFamily
  /// b.
  let microBatch: Int
  /// R in seconds: 1 / R tokens a second for a user.
  let round: Double
  /// Tokens per second of a GPU.
  let speed: Double

  init(_ family: ReplicaFamily, microBatch: Int, round: Double) {
    self.family = family
    self.microBatch = microBatch
    self.round = round
    speed = family.speed(microBatch: microBatch, round: round)
  }
}
