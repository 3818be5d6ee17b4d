/// The weights that GPUs need under plan B and do not hold under plan A, and their sources.
///
/// Every GPU fetches its missing weights from the nearest GPU that holds them under plan A, equally near ones taking
/// turns. KV caches do not move: sequences are drained or recomputed.
public struct WeightMovement: Codable, Sendable, Equatable {
  /// Bytes that all GPUs of plan B hold.
  public var held: Double
  /// The bytes that are already in place.
  public var kept: Double
  /// Bytes that other GPUs send.
  public var moved: Double
  /// Bytes that no GPU of plan A holds, and that come from storage.
  public var fromStorage: Double
  /// Bytes of plan A that plan B has no place for on their GPU.
  public var dropped: Double
  /// The network levels that weights cross, the nearest first.
  public var levels: [LevelMovement]
  /// The time of the busiest link of a GPU; seconds, absent where nothing moves over the network.
  public var time: Double?
  /// Bytes that would have to come with the ranks of plan B numbered as they are written there, which all else here does
  /// without; absent where that is no more.
  public var lackingAsWritten: Double?
  /// GPUs that lack something or send something, by pool and number.
  public var gpus: [GPUMovement]

  enum CodingKeys: String, CodingKey {
    case lackingAsWritten = "lackingAsWritten_B"
    case held = "held_B"
    case kept = "kept_B"
    case moved = "moved_B"
    case fromStorage = "fromStorage_B"
    case dropped = "dropped_B"
    case levels
    case time = "time_s"
    case gpus
  }

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

  /// Bytes that GPUs must have and do not.
  public var lacking: Double { moved + fromStorage }

  mutating func note(asWritten other: WeightMovement?) {
    lackingAsWritten = other.flatMap { $0.lacking > lacking * (1 + 1e-9) ? $0.lacking : nil }
  }
}

/// The changes of the GPUs that either plan uses.
public struct GPUChanges: Codable, Sendable, Equatable {
  /// GPUs of a pool.
  public struct Numbers: Codable, Sendable, Equatable {
    /// The pool.
    public var pool: String
    /// Runs of numbers in the pool, first and last, ascending.
    public var gpus: [[Int]]
    public var count: Int

    /// - Parameters:
    ///   - pool: The pool.
    ///   - numbers: The numbers in any order, each once.
    public init(pool: String, numbers: [Int]) {
      self.pool = pool
      count = numbers.count
      gpus = numbers.sorted().reduce(into: []) { runs, number in
        if let last = runs.last, last[1] + 1 == number {
          runs[runs.count - 1][1] = number
        } else {
          runs.append([number, number])
        }
      }
    }
  }

  /// GPUs in both plans with the same part of the model.
  public var unchanged: [Numbers]
  /// GPUs in both plans with another part of the model.
  public var changed: [Numbers]
  /// GPUs in plan B only.
  public var newlyUsed: [Numbers]
  /// GPUs in plan A only.
  public var noLongerUsed: [Numbers]

  public init(unchanged: [Numbers], changed: [Numbers], newlyUsed: [Numbers], noLongerUsed: [Numbers]) {
    self.unchanged = unchanged
    self.changed = changed
    self.newlyUsed = newlyUsed
    self.noLongerUsed = noLongerUsed
  }
}

/// The bytes that a GPU loads under plan B and sends to others.
public struct GPUMovement: Codable, Sendable, Equatable {
  /// Its pool in the cluster of plan B, or of plan A where it only sends.
  public var pool: String
  /// Number in the pool.
  public var gpu: Int
  /// Bytes of plan B that it holds already.
  public var kept: Double
  /// Bytes from other GPUs, by the level at which the two meet.
  public var received: [String: Double]
  /// Bytes that no GPU of plan A holds.
  public var fromStorage: Double
  /// Bytes to other GPUs, by the level at which the two meet.
  public var sent: [String: Double]
  /// The time of its busiest link, one way; seconds, absent where nothing moves over the network.
  public var time: Double?
  /// The layers of which it lacks weights other than routed experts, as runs, first and last.
  public var layers: [[Int]]
  /// Whether it lacks weights of the embedding or the head.
  public var tables: Bool
  /// Routed experts that it lacks, in part or in whole.
  public var experts: [LackedExperts]

  /// Experts that layers lack, the same ones in each.
  public struct LackedExperts: Codable, Sendable, Equatable {
    /// Runs of layers, first and last.
    public var layers: [[Int]]
    /// The indices of experts in each of these layers, ascending.
    public var experts: [Int]

    public init(layers: [[Int]], experts: [Int]) {
      self.layers = layers
      self.experts = experts
    }
  }

  enum CodingKeys: String, CodingKey {
    case pool, gpu
    case kept = "kept_B"
    case received = "received_B"
    case fromStorage = "fromStorage_B"
    case sent = "sent_B"
    case time = "time_s"
    case layers, tables, experts
  }

  public init(
    pool: String, gpu: Int, kept: Double, received: [String: Double], fromStorage: Double, sent: [String: Double],
    time: Double?, layers: [[Int]], tables: Bool, experts: [LackedExperts]
  ) {
    self.pool = pool
    self.gpu = gpu
    self.kept = kept
    self.received = received
    self.fromStorage = fromStorage
    self.sent = sent
    self.time = time
    self.layers = layers
    self.tables = tables
    self.experts = experts
  }
}
