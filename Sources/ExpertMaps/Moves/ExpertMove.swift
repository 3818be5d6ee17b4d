/// The weights of one expert sent from a rank that holds them to one that is to hold them.
public struct ExpertMove: Sendable, Hashable, Codable {
  /// Its number in the layer.
  public let expert: Int
  /// A rank that holds the expert when the move starts.
  public let source: Int
  /// The rank that is to hold it.
  public let destination: Int
  /// Where the weights end up.
  public let landing: MoveLanding

  /// - Parameters: As the properties of the same names.
  public init(expert: Int, source: Int, destination: Int, landing: MoveLanding) {
    self.expert = expert
    self.source = source
    self.destination = destination
    self.landing = landing
  }
}
