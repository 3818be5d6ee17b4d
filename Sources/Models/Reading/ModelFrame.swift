import Inputs

/// The sizes that every language model has.
struct ModelFrame {
  let layerCount: Int
  let hiddenSize: Int
  let vocabularySize: Int
  let tiesEmbeddings: Bool
  let maximumContext: Int?

  /// - Parameters:
  ///   - configuration: Where to read.
  ///   - layerCount: Where the file does not count its layers but lists them.
  ///   - vocabularySize: The default of the architecture, for files that leave it out.
  ///   - tiesEmbeddings: The default of the architecture.
  init(
    _ configuration: ModelConfiguration, layerCount: Int? = nil, vocabularySize: Int? = nil,
    tiesEmbeddings: Bool = false
  ) throws {
    let text = configuration.text
    self.layerCount = try layerCount ?? text.size("num_hidden_layers", limit: .layers)
    hiddenSize = try text.size("hidden_size", limit: .width)
    self.vocabularySize =
      try text.optionalSize("vocab_size", limit: .vocabulary) ?? vocabularySize
      ?? text.size("vocab_size", limit: .vocabulary)
    self.tiesEmbeddings = try configuration.tiesEmbeddings(default: tiesEmbeddings)
    maximumContext = try text.optionalSize("max_position_embeddings", limit: .tokens)
  }

  /// The two norms around mixer and feed-forward part that most layers have.
  func layerNorms(_ maker: TensorMaker) -> [Tensor] {
    ["input_layernorm.weight", "post_attention_layernorm.weight"].map { maker.vector($0, hiddenSize) }
  }
}
