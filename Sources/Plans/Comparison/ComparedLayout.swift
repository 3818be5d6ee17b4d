/// One kind of layout in a comparison: the best layout of the kind, or why there is none.
public struct ComparedLayout: Codable, Sendable, Equatable {
  /// As asked for: "ep+pp", "ep8+pp16".
  public var name: String
  /// Stands for it in maps: A for the first that was asked for.
  public var letter: String
  /// The best of its kind; absent where none fits.
  public var found: FoundLayout?
  /// Why there is none; absent where there is one.
  public var refusal: Refusal?
  /// What it loses to the winner, and by what; absent for the winner and for what does not fit.
  public var loss: LayoutLoss?

  /// - Parameters: As the properties of the same names.
  public init(
    name: String, letter: String, found: FoundLayout? = nil, refusal: Refusal? = nil, loss: LayoutLoss? = nil
  ) {
    self.name = name
    self.letter = letter
    self.found = found
    self.refusal = refusal
    self.loss = loss
  }

  /// For people: "EP + PP".
  public var title: String {
    name == "any" ? name : name.uppercased().split(separator: "+").joined(separator: " + ")
  }
}
