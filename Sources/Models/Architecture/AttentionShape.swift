/// The sizes that set the work of attention.
public struct AttentionShape: Sendable, Hashable {
  /// Heads that ask.
  public var queryHeads: Int
  /// Elements multiplied per head for one score in decode (576 for absorbed MLA, the head size otherwise).
  public var scoreWidth: Int
  /// Elements per head of a value in decode (512 for absorbed MLA).
  public var valueWidth: Int
  /// The same in prefill, where MLA is not absorbed (192 and 128).
  public var prefillScoreWidth: Int
  /// As `valueWidth`, in prefill.
  public var prefillValueWidth: Int
  /// Original tokens behind one cached entry; 1 without compression.
  public var compression: Int
  /// Cached entries that sparse attention picks; `nil` reads all.
  public var selectedEntries: Int?
  /// Heads × width of the indexer's scores; 0 without one.
  public var indexerWidth: Int

  /// - Parameters:
  ///   - queryHeads: Heads that ask.
  ///   - scoreWidth: Elements multiplied per head for one score in decode.
  ///   - valueWidth: Elements per head of a value in decode.
  ///   - prefillScoreWidth: As `scoreWidth`, in prefill; the same by default.
  ///   - prefillValueWidth: As `valueWidth`, in prefill; the same by default.
  ///   - compression: Original tokens behind one cached entry.
  ///   - selectedEntries: Cached entries that sparse attention picks.
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
