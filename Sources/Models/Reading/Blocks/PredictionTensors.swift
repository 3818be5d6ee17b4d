/// What stands beside the drafting layers of DeepSeek-V3 and its relatives.
struct PredictionTensors {
  let frame: ModelFrame
  /// The checkpoint repeats embedding and LM head for the drafting layer.
  let copiesTables: Bool

  /// - Parameters:
  ///   - layers: The drafting layers; their index continues that of the main model.
  ///   - maker: At the root of the checkpoint.
  ///   - names: Where the layers stand.
  func prediction(_ layers: [Layer], _ maker: TensorMaker, _ names: CheckpointNames) -> MultiTokenPrediction {
    let places = layers.map { maker.at("\(names.layers)\($0.index).") }
    return MultiTokenPrediction(
      layers: layers, otherTensors: places.flatMap(projections),
      copiedTensors: copiesTables ? places.flatMap(copies) : [])
  }

  /// The projection stays in the model's precision in published FP8 checkpoints.
  private func projections(_ maker: TensorMaker) -> [Tensor] {
    [maker.plainMatrix("eh_proj", frame.hiddenSize, 2 * frame.hiddenSize)]
      + ["enorm.weight", "hnorm.weight", "shared_head.norm.weight"].map { maker.vector($0, frame.hiddenSize) }
  }

  private func copies(_ maker: TensorMaker) -> [Tensor] {
    [
      maker.table("embed_tokens", frame.vocabularySize, frame.hiddenSize),
      maker.plainMatrix("shared_head.head", frame.vocabularySize, frame.hiddenSize, .divided),
    ]
  }
}
