extension ReplicaLayout {
  /// The same batch and groups of GPUs with twice the stages and twice the micro-batches in flight; `nil` where a stage
  /// holds a single layer. Weights per GPU halve and KV per GPU stays, for half the layers hold twice the sequences.
  public var withTwiceTheStages: ReplicaLayout? {
    guard stages.allSatisfy({ $0.layers.count > 1 }) else { return nil }
    let halves = stages.flatMap { stage in
      let middle = (stage.layers.lowerBound + stage.layers.upperBound) / 2
      return [stage.layers.lowerBound..<middle, middle..<stage.layers.upperBound].map {
        StageAssignment(layers: $0, layout: stage.layout)
      }
    }
    return ReplicaLayout(
      stages: halves, hopLevels: [Int](repeating: 0, count: halves.count), microBatch: microBatch,
      microBatches: 2 * microBatches)
  }
}
