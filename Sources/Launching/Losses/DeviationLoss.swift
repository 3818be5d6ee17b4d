/// What an engine does otherwise than planned, and what that costs.
public struct DeviationLoss: Codable, Sendable, Equatable {
  /// A short name: "experts-in-order".
  public var id: String
  /// For people.
  public var sentence: String
  /// TPOT with this alone changed; absent where the prediction does not know of it.
  public var timePerOutputToken: Double?
  /// Output tokens per second of all replicas with this alone changed.
  public var tokensPerSecond: Double?
  /// Whether the HBM still holds it all; absent where the prediction does not know of it.
  public var fits: Bool?

  enum CodingKeys: String, CodingKey {
    case id, sentence
    case timePerOutputToken = "timePerOutputToken_s"
    case tokensPerSecond, fits
  }

  /// - Parameters: As the properties of the same names.
  public init(
    id: String, sentence: String, timePerOutputToken: Double? = nil, tokensPerSecond: Double? = nil, fits: Bool? = nil
  ) {
    self.id = id
    self.sentence = sentence
    self.timePerOutputToken = timePerOutputToken
    self.tokensPerSecond = tokensPerSecond
    self.fits = fits
  }
}
