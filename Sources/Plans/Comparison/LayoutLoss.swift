/// Why a layout loses to the winner.
public struct LayoutLoss: Codable, Sendable, Equatable {
  /// Its objective over the winner's.
  public var ratio: Double
  /// The resource that takes most of what it needs more; absent where it needs no more of any.
  public var resource: String?
  /// What it needs more of that resource: GPU-seconds for each output token, or seconds of a round for the objective
  /// latency.
  public var more: Double
  /// In words, with the figures.
  public var sentence: String

  /// - Parameters: As the properties of the same names.
  public init(ratio: Double, resource: String?, more: Double, sentence: String) {
    self.ratio = ratio
    self.resource = resource
    self.more = more
    self.sentence = sentence
  }
}
