import Quantities

/// The parts of a layer. Equal layers share a kind, whose cost is computed once.
public struct LayerKind: Sendable, Hashable {
  /// The token mixer: attention or a recurrence.
  public let mixer: TokenMixer
  /// The feed-forward part, which processes each token alone.
  public let feedForward: FeedForward
  /// The norms and other tensors of the layer.
  public let otherTensors: [Tensor]

  public init(mixer: TokenMixer, feedForward: FeedForward, otherTensors: [Tensor]) {
    self.mixer = mixer
    self.feedForward = feedForward
    self.otherTensors = otherTensors
  }

  /// Every tensor but those of the routed experts.
  public var tensorsBesideExperts: [Tensor] {
    switch feedForward {
    case .none: mixer.tensors + otherTensors
    case .dense(let tensors): mixer.tensors + otherTensors + tensors
    case .mixture(let mixture): mixer.tensors + otherTensors + mixture.sharedTensors + mixture.routerTensors
    }
  }

  /// Parameters stored.
  public var totalElements: Int {
    let experts = feedForward.mixture.map { $0.expertCount * $0.expertElements } ?? 0
    return tensorsBesideExperts.reduce(experts) { $0 + $1.elements }
  }

  /// Parameters that a token uses.
  public var activeElements: Int {
    let experts = feedForward.mixture.map { $0.expertsPerToken * $0.expertElements } ?? 0
    return tensorsBesideExperts.reduce(experts) { $0 + $1.elements }
  }
}

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
  /// The largest number of groups that a token may use.
  public var groupsPerToken: Int

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

/// The parts of a model that people ask the size of.
public enum ModelPart: String, Sendable, Hashable, CaseIterable {
  /// The input embedding.
  case embedding
  /// Attention, linear attention and state-space mixers.
  case mixers = "token mixers"
  /// Feed-forward parts of dense layers.
  case denseFeedForward = "dense feed-forward"
  /// Experts that some tokens go to.
  case routedExperts = "routed experts"
  /// Experts that every token passes.
  case sharedExperts = "shared experts"
  /// Routers and the projections of latent mixtures.
  case routers
  /// The norms and other tensors of a layer.
  case other = "norms and other"
  /// Final norm and LM head.
  case output = "output head"
  /// Drafting layers, with their copies of embedding and head.
  case multiTokenPrediction = "multi-token prediction"
  /// Vision and audio towers, and what projects them into the language model.
  case towers = "vision and audio"

  /// The tensors of a layer by part, each with how often it is there.
  static func tensors(of kind: LayerKind) -> [(part: ModelPart, tensor: Tensor, count: Int)] {
    func all(_ part: ModelPart, _ tensors: [Tensor], _ count: Int = 1) -> [(ModelPart, Tensor, Int)] {
      tensors.map { (part, $0, count) }
    }
    let common = all(.mixers, kind.mixer.tensors) + all(.other, kind.otherTensors)
    switch kind.feedForward {
    case .none: return common
    case .dense(let tensors): return common + all(.denseFeedForward, tensors)
    case .mixture(let mixture):
      return common + all(.routedExperts, mixture.expertTensors, mixture.expertCount)
        + all(.sharedExperts, mixture.sharedTensors) + all(.routers, mixture.routerTensors)
    }
  }
}
