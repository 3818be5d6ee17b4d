/// Two experts of a layer that tokens go to together.
public struct ExpertPair: Sendable, Equatable, Encodable {
  /// Of the model.
  public let layer: Int
  /// The lower number first.
  public let experts: [Int]
  /// Tokens that went to both.
  public let tokens: Int
  /// Over the tokens that would have, were both chosen independently as often as they were.
  public let lift: Double
}
