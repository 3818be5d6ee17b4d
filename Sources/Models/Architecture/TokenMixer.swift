/// The part of a layer that lets tokens see each other: attention, linear attention or a state-space model.
public struct TokenMixer: Sendable, Hashable {
  /// The field's names for the kinds of mixer.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Every earlier token (MHA, GQA, MQA).
    case full
    /// The last `window` tokens.
    case sliding
    /// The tokens of the same chunk.
    case chunked
    /// Multi-head latent attention.
    case latent = "mla"
    /// MLA that reads the tokens an indexer picks (DeepSeek sparse attention).
    case sparseLatent = "mla+dsa"
    /// Compressed sparse attention (DeepSeek-V4).
    case compressedSparse = "csa"
    /// Heavily compressed attention (DeepSeek-V4).
    case heavilyCompressed = "hca"
    /// Attention over blocks that an indexer picks (MiniMax-M3).
    case blockSparse = "block-sparse"
    /// Linear attention with a state of fixed size (gated delta net, lightning attention, KDA).
    case linear
    /// Mamba-2.
    case stateSpace = "mamba2"
    /// The layer has no mixer.
    case none
  }

  /// The field's name for it.
  public let kind: Kind
  /// Its weights.
  public let tensors: [Tensor]
  /// What a sequence keeps in memory for it.
  public let cache: CacheShape
  /// `nil` for mixers that do not attend.
  public let attention: AttentionShape?

  /// - Parameters:
  ///   - kind: The field's name for it.
  ///   - tensors: Its weights.
  ///   - cache: What a sequence keeps in memory for it.
  ///   - attention: The shape of scores and values; `nil` for mixers that do not attend.
  public init(kind: Kind, tensors: [Tensor], cache: CacheShape, attention: AttentionShape?) {
    self.kind = kind
    self.tensors = tensors
    self.cache = cache
    self.attention = attention
  }
}
