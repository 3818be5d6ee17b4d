/// The numbers of redundant copies that a layer could have.
public struct LayerRedundancy: Sendable, Equatable {
  /// What a unit of the layer's time counts; layers of equal weight add up to the time of a step.
  public let weight: Double
  /// At least one; a placement of more copies may be a little slower than one of fewer, where the search ended early.
  public let choices: [RedundancyChoice]

  /// - Parameters:
  ///   - weight: What a unit of the layer's time counts.
  ///   - choices: At least one, with rising numbers of copies.
  public init(weight: Double = 1, choices: [RedundancyChoice]) {
    self.weight = weight
    self.choices = choices
  }
}
