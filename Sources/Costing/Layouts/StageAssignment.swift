/// One stage of a pipeline: consecutive layers and the GPUs' division of work.
public struct StageAssignment: Sendable, Hashable {
  /// The layers that the stage holds.
  public let layers: Range<Int>
  /// How its GPUs divide the work.
  public let layout: StageLayout

  /// - Parameters:
  ///   - layers: The layers that the stage holds.
  ///   - layout: How its GPUs divide the work.
  public init(layers: Range<Int>, layout: StageLayout) {
    self.layers = layers
    self.layout = layout
  }
}
