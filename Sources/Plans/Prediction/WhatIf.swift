/// A plan's question with some figures changed, solved again by the same search.
public struct WhatIf: Codable, Sendable, Equatable {
  /// As the user wrote it: "scale-out=100GB/s".
  public var question: String
  /// In words, with what was before.
  public var change: String
  /// What is best then; absent where nothing fits.
  public var answer: SolvedChange?
  /// Why nothing does.
  public var refusal: Refusal?

  /// - Parameters: As the properties of the same names.
  public init(question: String, change: String, answer: SolvedChange?, refusal: Refusal?) {
    self.question = question
    self.change = change
    self.answer = answer
    self.refusal = refusal
  }
}
