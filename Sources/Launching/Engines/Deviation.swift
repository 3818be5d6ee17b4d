import Interchange

/// What an engine does otherwise than a plan says, and what that changes of what was predicted.
public struct Deviation: Sendable, Equatable {
  /// What the prediction has to be made with instead.
  public enum Effect: Sendable, Equatable {
    /// Nothing that the prediction knows of.
    case none
    /// Experts lie so when the engine starts.
    case experts(ExpertLocations)
    /// So many micro-batches are in flight.
    case microBatches(Int)
  }

  /// A short name: "experts-in-order".
  public let id: String
  /// For people.
  public let sentence: String
  /// What it changes.
  public let effect: Effect

  /// - Parameters: As the properties of the same names.
  public init(id: String, sentence: String, effect: Effect = .none) {
    self.id = id
    self.sentence = sentence
    self.effect = effect
  }
}
