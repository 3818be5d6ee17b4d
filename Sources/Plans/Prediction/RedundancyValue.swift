/// What the best layout with so many redundant experts reaches, found by solving again.
public struct RedundancyValue: Codable, Sendable, Equatable {
  /// Slots for copies on each GPU beyond ⌈E / EP⌉, all filled; absent where each expert has one copy.
  public var slots: Int?
  /// Copies in every layer that has as many, of the stage that has most.
  public var redundantExperts: Int
  /// What they take on the fullest GPU.
  public var bytes: Double
  /// The objective reached.
  public var objective: Double
  /// Whether the plan has it so.
  public var isChosen: Bool
  /// Layers that have so many, where others have fewer.
  public var layers: Int?

  enum CodingKeys: String, CodingKey {
    case slots = "slotsPerGPU"
    case redundantExperts
    case bytes = "bytes_B"
    case objective, isChosen, layers
  }

  /// - Parameters: As the properties of the same names.
  public init(
    slots: Int?, redundantExperts: Int, bytes: Double, objective: Double, isChosen: Bool, layers: Int? = nil
  ) {
    self.slots = slots
    self.redundantExperts = redundantExperts
    self.bytes = bytes
    self.objective = objective
    self.isChosen = isChosen
    self.layers = layers
  }
}
