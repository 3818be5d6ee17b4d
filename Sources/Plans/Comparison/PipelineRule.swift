/// The blackboard's rule: a pipeline across scale-up domains stays bound by scale-up where (experts a token activates) ×
/// (layers of a stage) × 2 exceeds the ratio of scale-up to scale-out bandwidth, of which 8 is usual. In a stage a token
/// goes to its experts and back in every layer, and once to the next stage.
public struct PipelineRule: Codable, Sendable, Equatable {
  /// k.
  public var expertsPerToken: Int
  /// Of the thinnest stage.
  public var layersPerStage: Int
  /// The compared layout whose stages were counted; absent where none is a pipeline and a stage for each domain was
  /// taken.
  public var layout: String?
  /// Scale-up over scale-out bandwidth of the pool.
  public var upToOutRatio: Double
  /// What the programs say of that layout: seconds of a round in the scale-up network.
  public var scaleUpTime: Double?
  /// The same in the scale-out network, hops included.
  public var scaleOutTime: Double?
  /// What the programs say, and where the rule misleads.
  public var sentence: String

  /// What the blackboard takes for the ratio.
  public static let usualRatio = 8.0

  /// k × layers × 2.
  public var product: Double { Double(expertsPerToken * layersPerStage * 2) }
  /// Whether the rule expects scale-up to bind at the pool's ratio.
  public var keepsScaleUp: Bool { product > upToOutRatio }
  /// Whether it does at the usual ratio.
  public var keepsScaleUpUsually: Bool { product > Self.usualRatio }

  enum CodingKeys: String, CodingKey {
    case expertsPerToken, layersPerStage, layout, upToOutRatio
    case scaleUpTime = "scaleUpTime_s"
    case scaleOutTime = "scaleOutTime_s"
    case sentence
    case product, keepsScaleUp, keepsScaleUpUsually
  }
}
