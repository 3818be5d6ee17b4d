/// A value of an input at which another layout becomes the best.
public struct Crossover: Codable, Sendable, Equatable {
  /// "scaleOutBandwidth", "domainSize", "context", "batch" or "expertsPerToken".
  public var axis: String
  /// The unit of the values: "GB/s per GPU, one way".
  public var unit: String
  /// Where the two are level, between `below` and `above`; absent for an input of whole steps.
  public var value: Double?
  /// The largest value tried at which `from` still wins.
  public var below: Double
  /// The smallest value tried at which `to` wins.
  public var above: Double
  /// The winner below; absent where nothing fits there.
  public var from: String?
  /// The winner above; absent where nothing fits there.
  public var to: String?
  /// Whether on both sides all others were proved to be worse than the winner.
  public var isProved: Bool

  enum CodingKeys: String, CodingKey {
    case axis, unit, value, below, above, from, to
    case isProved = "proved"
  }

  public init(
    axis: String, unit: String, value: Double?, below: Double, above: Double, from: String?, to: String?,
    isProved: Bool
  ) {
    self.axis = axis
    self.unit = unit
    self.value = value
    self.below = below
    self.above = above
    self.from = from
    self.to = to
    self.isProved = isProved
  }
}

/// The winners along one input.
public struct CrossoverSweep: Codable, Sendable, Equatable {
  /// A value that was solved for.
  public struct Cell: Codable, Sendable, Equatable {
    /// The value of the input.
    public var value: Double
    /// The best layout; absent where nothing fits.
    public var winner: String?

    public init(value: Double, winner: String?) {
      self.value = value
      self.winner = winner
    }
  }

  /// "scaleOutBandwidth", "domainSize", "context", "batch" or "expertsPerToken".
  public var axis: String
  /// The unit of the values: "GB/s per GPU, one way".
  public var unit: String
  /// The value of the inputs; absent where they leave it open.
  public var current: Double?
  /// Ascending values.
  public var cells: [Cell]
  /// The reason why nothing was tried; absent where something was.
  public var obstacle: String?

  public init(axis: String, unit: String, current: Double?, cells: [Cell], obstacle: String? = nil) {
    self.axis = axis
    self.unit = unit
    self.current = current
    self.cells = cells
    self.obstacle = obstacle
  }
}

/// The blackboard's rule: a pipeline across scale-up domains stays bound by scale-up where (experts a token activates) ×
/// (layers of a stage) × 2 exceeds the ratio of scale-up to scale-out bandwidth, of which 8 is usual. In a stage a token
/// goes to its experts and back in every layer, and once to the next stage.
public struct PipelineRule: Codable, Sendable, Equatable {
  /// k.
  public var expertsPerToken: Int
  /// The layers of the thinnest stage.
  public var layersPerStage: Int
  /// k × layers × 2.
  public var product: Double
  /// Scale-up over scale-out bandwidth of the pool.
  public var upToOutRatio: Double
  /// Whether the rule expects scale-up to bind at the usual ratio of 8.
  public var holdsUsually: Bool
  /// Whether it does at the pool's.
  public var holdsHere: Bool
  /// The compared pipeline whose stages were counted; absent where a stage for each domain was taken.
  public var layout: String?
  /// What the programs say of that pipeline: seconds of a round that a GPU spends in the scale-up network.
  public var scaleUpTime: Double?
  /// The same between domains: exchanges and hops, their latency included.
  public var scaleOutTime: Double?
  /// The result of the programs, beside that of the rule.
  public var verdict: String
  /// Where the rule misleads; absent where it does not.
  public var caveat: String?

  /// The ratio that the rule of thumb assumes.
  public static let usualRatio = 8.0

  enum CodingKeys: String, CodingKey {
    case expertsPerToken, layersPerStage, product, upToOutRatio, holdsUsually, holdsHere, layout
    case scaleUpTime = "scaleUpTime_s"
    case scaleOutTime = "scaleOutTime_s"
    case verdict, caveat
  }

  /// - Parameters: As the properties of the same names; the rest is worked out.
  public init(
    expertsPerToken: Int, layersPerStage: Int, upToOutRatio: Double, layout: String?, scaleUpTime: Double?,
    scaleOutTime: Double?, verdict: String = "", caveat: String? = nil
  ) {
    self.expertsPerToken = expertsPerToken
    self.layersPerStage = layersPerStage
    self.upToOutRatio = upToOutRatio
    product = Double(expertsPerToken * layersPerStage * 2)
    holdsUsually = product > Self.usualRatio
    holdsHere = product > upToOutRatio
    self.layout = layout
    self.scaleUpTime = scaleUpTime
    self.scaleOutTime = scaleOutTime
    self.verdict = verdict
    self.caveat = caveat
  }
}
