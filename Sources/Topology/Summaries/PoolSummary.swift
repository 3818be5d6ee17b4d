import Quantities

/// What there is to know about a pool before anything is planned on it.
public struct PoolSummary: Sendable, Hashable {
  /// How many operations the hardware does at a format while it reads a byte.
  public struct Intensity: Sendable, Hashable {
    /// Of the operands.
    public let format: NumberFormat
    /// Dense FLOP/s over bytes/s of HBM.
    public let operationsPerByte: Double
  }

  /// A figure that was not read in a source.
  public struct UnverifiedFigure: Sendable, Hashable {
    /// "tiers[0].latency", or "GB200-NVL72 rates.fp16" for a figure of the accelerator.
    public let key: String
    /// What it rests on instead.
    public let text: String
  }

  /// The pool itself.
  public let pool: Pool
  /// From the widest to the narrowest.
  public let levels: [LevelSummary]
  /// Scale-up bandwidth over the bandwidth of the lowest tier, per GPU; `nil` without a network.
  public let upToOutRatio: Double?
  /// By format, widest first.
  public let intensities: [Intensity]
  /// The time to read the whole HBM once.
  public let memoryDrainTime: Seconds
  /// HBM of the GPUs that may be used.
  public let availableMemory: Bytes
  /// Whole racks and nodes as one.
  public let unavailablePlaces: [String]
  /// By key, those of the cluster's file first.
  public let unverifiedFigures: [UnverifiedFigure]

  /// - Parameter pool: The pool to sum up.
  public init(_ pool: Pool) {
    let accelerator = pool.accelerator
    self.pool = pool
    levels = PoolLevels(pool: pool).levels()
    upToOutRatio = pool.upToOutRatio
    intensities = accelerator.formats.compactMap { format in
      accelerator.operationsPerByte(format).map { Intensity(format: format, operationsPerByte: $0) }
    }
    memoryDrainTime = accelerator.memoryDrainTime
    availableMemory = pool.availableMemory
    unavailablePlaces = pool.unavailablePlaces
    unverifiedFigures =
      UnverifiedFigure.all(in: pool.sources, prefix: "")
      + UnverifiedFigure.all(in: accelerator.sources, prefix: "\(accelerator.id) ")
  }
}

extension PoolSummary.UnverifiedFigure {
  /// The unverified ones of a table of sources, by key.
  static func all(in sources: [String: FigureSource], prefix: String) -> [Self] {
    sources.filter { !$0.value.isVerified }.sorted { $0.key < $1.key }
      .map { Self(key: prefix + $0.key, text: $0.value.text) }
  }
}
