import Models
import Quantities

/// What a person calls a layer.
struct LayerName: Hashable {
  let mixer: String
  let feedForward: String

  init(_ kind: LayerKind, hiddenSize: Int) {
    mixer = Self.mixer(kind.mixer)
    feedForward = Self.feedForward(kind.feedForward, hiddenSize: hiddenSize)
  }

  private static func mixer(_ mixer: TokenMixer) -> String {
    let shape = mixer.attention
    let picked = shape?.selectedEntries.map { ", \(Numerals.grouped($0)) entries picked" } ?? ""
    let compression = shape.map { "\($0.compression):1" } ?? ""
    switch mixer.kind {
    case .full: return heads(mixer)
    case .sliding: return "\(heads(mixer)), window \(Numerals.grouped(mixer.cache.windowTokens))"
    case .chunked: return "\(heads(mixer)), chunks of \(Numerals.grouped(mixer.cache.windowTokens))"
    case .latent: return "MLA"
    case .sparseLatent: return "MLA\(picked)"
    case .compressedSparse: return "compressed sparse attention \(compression)\(picked)"
    case .heavilyCompressed: return "heavily compressed attention \(compression)"
    case .blockSparse: return "\(heads(mixer)), block-sparse\(picked)"
    case .linear: return "linear attention"
    case .stateSpace: return "Mamba-2"
    case .none: return "no mixer"
    }
  }

  /// "GQA 64/8": query heads over key/value heads.
  private static func heads(_ mixer: TokenMixer) -> String {
    guard let queries = mixer.attention?.queryHeads else { return "attention" }
    switch mixer.cache.shards {
    case queries: return "MHA \(queries)"
    case 1: return "MQA \(queries)"
    case let shards: return "GQA \(queries)/\(shards)"
    }
  }

  private static func feedForward(_ part: FeedForward, hiddenSize: Int) -> String {
    switch part {
    case .none: return "no feed-forward"
    case .dense: return "dense"
    case .mixture(let mixture):
      let shared = mixture.sharedExpertCount > 0 ? ", \(mixture.sharedExpertCount) shared" : ""
      let latent = mixture.dispatchWidth != hiddenSize ? ", latent \(Numerals.grouped(mixture.dispatchWidth))" : ""
      return "\(mixture.expertCount) experts, \(mixture.expertsPerToken) per token\(shared)\(latent)"
    }
  }
}
