import Quantities

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
  /// Norms and whatever else belongs to a layer.
  case other = "norms and other"
  /// Final norm and LM head.
  case output = "output head"
  /// Drafting layers, with their copies of embedding and head.
  case multiTokenPrediction = "multi-token prediction"

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
