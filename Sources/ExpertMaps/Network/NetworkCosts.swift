/// What a step of one layer takes, per unit of each resource. Resources work side by side: the slowest counts.
public struct NetworkCosts: Sendable, Equatable {
  /// Tokens of all ranks together in a step; a recording is scaled to it.
  public var batchTokens: Double
  /// Of compute, for each token of an expert on a rank of speed 1; seconds.
  public var perToken: Double
  /// Of HBM, for the weights of each copy that a rank holds; seconds.
  public var perExpert: Double
  /// Of a rank's scale-up links, for each token that comes to it and returns; seconds.
  public var perArrival: Double
  /// Of a domain's NICs together, for each copy of a token that comes to it from another domain and returns; seconds.
  public var perCopy: Double

  /// - Parameters: As the properties of the same names.
  public init(batchTokens: Double, perToken: Double, perExpert: Double, perArrival: Double, perCopy: Double) {
    self.batchTokens = batchTokens
    self.perToken = perToken
    self.perExpert = perExpert
    self.perArrival = perArrival
    self.perCopy = perCopy
  }
}
