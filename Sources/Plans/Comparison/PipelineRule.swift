/// The blackboard's rule: a pipeline across scale-up domains stays bound by scale-up where (experts a token activates) ×
/// (layers of a stage) × 2 exceeds the ratio of scale-up to scale-out bandwidth, of which 8 is usual. In a stage a token
/// goes to its experts and back in every layer, and once to the next stage.
public struct PipelineRule: Codable, Sendable, Equatable {
  /// k.
  public var expertsPerToken: Int
  /// Of the thinnest stage.
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
  /// What the programs say beside the rule.
  public var verdict: String
  /// Where the rule misleads; absent where it does not.
  public var caveat: String?

  /// What the blackboard takes for the ratio.
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
