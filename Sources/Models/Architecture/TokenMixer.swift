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
  public let tensors: [Tensor]
  /// The cache of a sequence.
  public let cache: CacheShape
  /// `nil` for mixers that do not attend.
  public let attention: AttentionShape?

  public init(kind: Kind, tensors: [Tensor], cache: CacheShape, attention: AttentionShape?) {
    self.kind = kind
    self.tensors = tensors
    self.cache = cache
    self.attention = attention
  }
}

/// The sizes that set the work of attention.
public struct AttentionShape: Sendable, Hashable {
  /// The number of query heads.
  public var queryHeads: Int
  /// Elements multiplied per head for one score in decode (576 for absorbed MLA, the head size otherwise).
  public var scoreWidth: Int
  /// Elements per head of a value in decode (512 for absorbed MLA).
  public var valueWidth: Int
  /// The score width in prefill, where MLA is not absorbed (192, and 128 for values).
  public var prefillScoreWidth: Int
  /// The value width in prefill.
  public var prefillValueWidth: Int
  /// The number of original tokens behind one cached entry; 1 without compression.
  public var compression: Int
  /// The number of cached entries that sparse attention selects; `nil` for all.
  public var selectedEntries: Int?
  /// Heads × width of the indexer's scores; 0 without one.
  public var indexerWidth: Int

  /// - Parameters:
  ///   - queryHeads: The number of query heads.
  ///   - scoreWidth: Elements multiplied per head for one score in decode.
  ///   - valueWidth: Elements per head of a value in decode.
  ///   - prefillScoreWidth: `scoreWidth` in prefill; the same by default.
  ///   - prefillValueWidth: `valueWidth` in prefill; the same by default.
  ///   - compression: The number of original tokens behind one cached entry.
  ///   - selectedEntries: The number of cached entries that sparse attention selects.
  ///   - indexerWidth: Heads × width of the indexer's scores.
  public init(
    queryHeads: Int, scoreWidth: Int, valueWidth: Int, prefillScoreWidth: Int? = nil,
    prefillValueWidth: Int? = nil, compression: Int = 1, selectedEntries: Int? = nil, indexerWidth: Int = 0
  ) {
    self.queryHeads = queryHeads
    self.scoreWidth = scoreWidth
    self.valueWidth = valueWidth
    self.prefillScoreWidth = prefillScoreWidth ?? scoreWidth
    self.prefillValueWidth = prefillValueWidth ?? valueWidth
    self.compression = compression
    self.selectedEntries = selectedEntries
    self.indexerWidth = indexerWidth
  }
}
