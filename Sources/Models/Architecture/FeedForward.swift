/// The part of a layer that works on each token alone.
public enum FeedForward: Sendable, Hashable {
  case none
  case dense([Tensor])
  case mixture(MixtureOfExperts)

  /// The mixture of experts, where the layer has one.
  public var mixture: MixtureOfExperts? {
    if case .mixture(let mixture) = self { mixture } else { nil }
  }
}
