/// The weights that GPUs must have under plan B and do not hold under plan A, and the way that they come.
///
/// Every GPU fetches what it lacks from the nearest GPU that holds it under plan A, equally near ones taking turns. KV caches
/// do not travel: sequences are drained, or computed again.
public struct WeightMovement: Codable, Sendable, Equatable {
  /// Bytes that all GPUs of plan B hold.
  public var held: Double
  /// Of these, bytes that are where they must be.
  public var kept: Double
  /// Bytes that other GPUs send.
  public var moved: Double
  /// Bytes that no GPU of plan A holds, and that come from storage.
  public var fromStorage: Double
  /// Bytes of plan A that plan B has no place for on their GPU.
  public var dropped: Double
  /// The network levels that weights cross, the nearest first.
  public var levels: [LevelMovement]
  /// What comes over the network takes as long as the busiest link of a GPU; absent where nothing does.
  public var time: Double?
  /// GPUs that lack something or send something, by pool and number.
  public var gpus: [GPUMovement]

  enum CodingKeys: String, CodingKey {
    case held = "held_B"
    case kept = "kept_B"
    case moved = "moved_B"
    case fromStorage = "fromStorage_B"
    case dropped = "dropped_B"
    case levels
    case time = "time_s"
    case gpus
  }

  /// - Parameters: As the properties of the same names.
  public init(
    held: Double, kept: Double, moved: Double, fromStorage: Double, dropped: Double, levels: [LevelMovement],
    time: Double?, gpus: [GPUMovement]
  ) {
    self.held = held
    self.kept = kept
    self.moved = moved
    self.fromStorage = fromStorage
    self.dropped = dropped
    self.levels = levels
    self.time = time
    self.gpus = gpus
  }
}
