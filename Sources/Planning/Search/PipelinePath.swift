/// A way from the first layer to the last: stages as runs of layers with a layout each.
struct PipelinePath: Sendable, Equatable {
  /// A stage: its layers and the index of its layout in the space.
  struct Stage: Sendable, Equatable {
    let layers: Range<Int>
    let layout: Int
  }

  let stages: [Stage]
}
