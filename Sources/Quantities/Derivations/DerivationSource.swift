/// Where a leaf of a derivation comes from: a file and key, or evidence in words.
public struct DerivationSource: Sendable, Hashable, Codable {
  /// The file, catalogue entry, flag or calibration that holds the figure.
  public let file: String
  /// The key in it: "pools[0].accelerator", "hbm.denseWeights".
  public let key: String
  /// Why the figure is what it is, where the source says so.
  public let evidence: String?

  /// - Parameters:
  ///   - file: The file, catalogue entry, flag or calibration that holds the figure.
  ///   - key: The key in it.
  ///   - evidence: Why the figure is what it is.
  public init(file: String, key: String, evidence: String? = nil) {
    self.file = file
    self.key = key
    self.evidence = evidence
  }
}
