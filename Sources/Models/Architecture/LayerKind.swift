/// What a layer is made of; layers that are alike share a kind, and are costed once.
public struct LayerKind: Sendable, Hashable {
  /// How tokens see each other.
  public let mixer: TokenMixer
  /// What works on each token alone.
  public let feedForward: FeedForward
  /// Norms and whatever else belongs to the layer.
  public let otherTensors: [Tensor]

  /// - Parameters:
  ///   - mixer: How tokens see each other.
  ///   - feedForward: What works on each token alone.
  ///   - otherTensors: Norms and whatever else belongs to the layer.
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
