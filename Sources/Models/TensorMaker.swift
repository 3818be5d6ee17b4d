import Formats
import Quantities

/// Makes the tensors of one place of a checkpoint, each in the format that the quantisation gives its full name.
struct TensorMaker {
  /// "model.layers.3."; empty at the root.
  let prefix: String
  let scheme: QuantizationScheme

  /// The matrix of a linear layer, which quantisation applies to.
  /// - Parameters:
  ///   - module: The name of the module: "self_attn.q_proj"; ".weight" is added.
  ///   - outputs: The elements of a result.
  ///   - inputs: The elements of an operand.
  ///   - sharding: The division over tensor-parallel ranks.
  ///   - slicedWidth: Of a feed-forward matrix the inner width.
  func linear(
    _ module: String, _ outputs: Int, _ inputs: Int, _ sharding: Sharding = .divided, slicedWidth: Int? = nil
  ) -> Tensor {
    Tensor(
      name: module + ".weight", elements: outputs * inputs, role: .matrix, sharding: sharding,
      weightFormat: scheme.format(ofModule: prefix + module, outputs: outputs), slicedWidth: slicedWidth)
  }

  /// A matrix that checkpoints store in the model's precision: routers, LM heads, small projections.
  /// - Parameters: Those of `linear`, and
  ///   - format: The format, where it is not the model's.
  ///   - isQuantizable: Whether it could be stored in fewer bits, though the checkpoint does not.
  func plainMatrix(
    _ module: String, _ outputs: Int, _ inputs: Int, _ sharding: Sharding = .replicated, format: NumberFormat? = nil,
    isQuantizable: Bool = false
  ) -> Tensor {
    Tensor(
      name: module + ".weight", elements: outputs * inputs, role: .matrix, sharding: sharding,
      weightFormat: WeightFormat(format ?? scheme.modelFormat), isQuantizable: isQuantizable)
  }

  /// A table of which each token reads one row.
  func table(_ module: String, _ rows: Int, _ columns: Int) -> Tensor {
    Tensor(
      name: module + ".weight", elements: rows * columns, role: .table, sharding: .divided,
      weightFormat: WeightFormat(scheme.modelFormat))
  }

  /// A vector that works element by element: a norm or a bias. `name` is complete.
  func vector(
    _ name: String, _ elements: Int, _ sharding: Sharding = .replicated, format: NumberFormat? = nil
  ) -> Tensor {
    Tensor(
      name: name, elements: elements, role: .vector, sharding: sharding,
      weightFormat: WeightFormat(format ?? scheme.modelFormat))
  }

  /// A maker for another place of the checkpoint.
  func at(_ prefix: String) -> TensorMaker { TensorMaker(prefix: prefix, scheme: scheme) }
}

/// The sizes that every language model has.
struct ModelFrame {
  let layerCount: Int
  let hiddenSize: Int
  let vocabularySize: Int
  let tiesEmbeddings: Bool
  let maximumContext: Int?

  /// - Parameters:
  ///   - configuration: The configuration.
  ///   - layerCount: The number of layers, where the file lists them instead of giving their number.
  ///   - vocabularySize: The vocabulary size of the architecture, for files that leave it out.
  ///   - tiesEmbeddings: Whether the architecture ties embeddings by default.
  init(
    _ configuration: ModelConfiguration, layerCount: Int? = nil, vocabularySize: Int? = nil,
    tiesEmbeddings: Bool = false
  ) throws {
    let text = configuration.text
    self.layerCount =
      try layerCount ?? text.optionalSize("num_hidden_layers", "num_layers", "n_layer", "n_layers", limit: .layers)
      ?? text.size("num_hidden_layers", limit: .layers)
    hiddenSize =
      try text.optionalSize("hidden_size", "n_embd", "d_model", limit: .width)
      ?? text.size("hidden_size", limit: .width)
    self.vocabularySize =
      try text.optionalSize("padded_vocab_size", limit: .vocabulary)
      ?? text.optionalSize("vocab_size", limit: .vocabulary) ?? vocabularySize
      ?? text.size("vocab_size", limit: .vocabulary)
    self.tiesEmbeddings = try configuration.tiesEmbeddings(default: tiesEmbeddings)
    maximumContext = try Self.maximumContext(text)
  }

  /// The first key that is there: files repeat the length of training under other names.
  private static func maximumContext(_ text: ConfigurationSection) throws -> Int? {
    for name in ["max_position_embeddings", "model_max_length", "seq_length", "n_positions", "max_sequence_length"] {
      if let value = try text.optionalSize(name, limit: .tokens) { return value }
    }
    return nil
  }

  /// The two norms around mixer and feed-forward part that most layers have.
  func layerNorms(_ maker: TensorMaker) -> [Tensor] {
    ["input_layernorm.weight", "post_attention_layernorm.weight"].map { maker.vector($0, hiddenSize) }
  }
}
