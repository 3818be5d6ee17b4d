/// A single change with which a limit holds, found by solving with it.
public struct CheckedChange: Codable, Sendable, Equatable {
  /// What is moved: "context", "sequences", "kv-precision", "precision", "redundant-experts", "target", "nodes".
  public var lever: String
  /// In words, with both values: "a context of 65,536 instead of 131,072 tokens".
  public var sentence: String
  /// The value to edit; absent where no file of the user's holds it.
  public var place: SourcePlace?
  /// What to write there: "65536".
  public var replacement: String?
  /// What the limit then comes to, for people: "TPOT is 48.1 ms".
  public var result: String?
  /// Identifiers of error-severity limits that do not hold after it; empty where the deployment then passes.
  public var unmet: [String]

  /// - Parameters: As the properties of the same names.
  public init(
    lever: String, sentence: String, place: SourcePlace?, replacement: String?, result: String?, unmet: [String] = []
  ) {
    self.lever = lever
    self.sentence = sentence
    self.place = place
    self.replacement = replacement
    self.result = result
    self.unmet = unmet
  }
}
