/// What a GPU must load under plan B, and what it sends to others.
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
  /// Seconds of its busiest link, one way; absent where the network brings and takes nothing.
  public var time: Double?
  /// Layers of which it lacks weights beside those of routed experts, as runs, first and last.
  public var layers: [[Int]]
  /// Whether it lacks weights of the embedding or the head.
  public var tables: Bool
  /// Routed experts that it lacks, in part or in whole.
  public var experts: [LackedExperts]

  /// Experts that layers lack, the same ones in each.
  public struct LackedExperts: Codable, Sendable, Equatable {
    /// Runs of layers, first and last.
    public var layers: [[Int]]
    /// Their numbers in each of these layers, ascending.
    public var experts: [Int]

    /// - Parameters: As the properties of the same names.
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

  /// - Parameters: As the properties of the same names.
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
