/// A word or symbol that output, documents and code use.
public struct GlossaryEntry: Encodable, Sendable {
  /// As it is written: "TPOT", "η".
  public let symbol: String
  /// In one sentence.
  public let meaning: String
  /// Of its values; absent for what is no number or a pure one.
  public let unit: String?
  /// The quantity of a plan that it stands for, where there is one.
  public let quantity: String?

  init(_ symbol: String, _ meaning: String, unit: String? = nil, quantity: String? = nil) {
    self.symbol = symbol
    self.meaning = meaning
    self.unit = unit
    self.quantity = quantity
  }
}
