/// A feed-forward part in which each token goes to k of E routed experts.
public struct MixtureOfExperts: Sendable, Hashable {
  /// E.
  public var expertCount: Int
  /// k.
  public var expertsPerToken: Int
  /// The tensors of one routed expert.
  public var expertTensors: [Tensor]
  /// Shared experts and their gate: every token passes them.
  public var sharedTensors: [Tensor]
  /// Number of shared experts, for people.
  public var sharedExpertCount: Int
  /// The router, its bias, and the projections of a latent mixture.
  public var routerTensors: [Tensor]
  /// Elements of a token that travel to an expert: the hidden size, or the latent size of a latent mixture.
  public var dispatchWidth: Int
  /// Groups of experts, and how many of them a token may use (node-limited routing); 1 and 1 without.
  public var expertGroups: Int
  /// How many of the groups a token may use.
  public var groupsPerToken: Int

  /// - Parameters:
  ///   - expertCount: E.
  ///   - expertsPerToken: k.
  ///   - expertTensors: The tensors of one routed expert.
  ///   - sharedTensors: Shared experts and their gate.
  ///   - sharedExpertCount: Number of shared experts.
  ///   - routerTensors: The router, its bias, and the projections of a latent mixture.
  ///   - dispatchWidth: Elements of a token that travel to an expert.
  ///   - expertGroups: Groups of experts.
  ///   - groupsPerToken: How many groups a token may use.
  public init(
    expertCount: Int, expertsPerToken: Int, expertTensors: [Tensor], sharedTensors: [Tensor],
    sharedExpertCount: Int, routerTensors: [Tensor], dispatchWidth: Int, expertGroups: Int = 1,
    groupsPerToken: Int = 1
  ) {
    self.expertCount = expertCount
    self.expertsPerToken = expertsPerToken
    self.expertTensors = expertTensors
    self.sharedTensors = sharedTensors
    self.sharedExpertCount = sharedExpertCount
    self.routerTensors = routerTensors
    self.dispatchWidth = dispatchWidth
    self.expertGroups = expertGroups
    self.groupsPerToken = groupsPerToken
  }

  /// Parameters of one routed expert.
  public var expertElements: Int { expertTensors.reduce(0) { $0 + $1.elements } }
}
