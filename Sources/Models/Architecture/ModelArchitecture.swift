import Quantities

/// A language model as its layers: the reading of a `config.json`.
public struct ModelArchitecture: Sendable, Hashable {
  /// "deepseek-ai/DeepSeek-V3", or the name of the folder it was read from.
  public let name: String
  /// The configuration's `model_type`: "deepseek_v3".
  public let modelType: String
  /// The file that was read, for the sources of derivations.
  public let file: String
  /// Elements of a token between layers.
  public let hiddenSize: Int
  /// Rows of the embedding.
  public let vocabularySize: Int
  /// Embedding and LM head are one table.
  public let tiesEmbeddings: Bool
  /// The input embedding.
  public let embedding: [Tensor]
  /// Final norm and LM head; the head is absent where it is tied to the embedding.
  public let output: [Tensor]
  /// The layers of the main model, in order.
  public let layers: [Layer]
  /// The kinds of layers, in the order in which they first appear.
  public let layerGroups: [LayerGroup]
  /// The drafting layers, where the checkpoint holds them.
  public let multiTokenPrediction: MultiTokenPrediction?
  /// The configuration's quantisation in words: "fp8, blocks of 128 × 128".
  public let quantization: String
  /// The KV-cache format that the checkpoint asks for, where it does.
  public let cacheFormat: NumberFormat?
  /// Longest context that the configuration allows, where it says so.
  public let maximumContext: Int?
  /// What a publisher says the checkpoint weighs, with its source, for comparison.
  public let publishedCheckpoint: PublishedCheckpoint?

  /// - Parameters: As the properties of the same names.
  public init(
    name: String, modelType: String, file: String, hiddenSize: Int, vocabularySize: Int, tiesEmbeddings: Bool,
    embedding: [Tensor], output: [Tensor], layers: [Layer], multiTokenPrediction: MultiTokenPrediction?,
    quantization: String, cacheFormat: NumberFormat?, maximumContext: Int?,
    publishedCheckpoint: PublishedCheckpoint?
  ) {
    self.name = name
    self.modelType = modelType
    self.file = file
    self.hiddenSize = hiddenSize
    self.vocabularySize = vocabularySize
    self.tiesEmbeddings = tiesEmbeddings
    self.embedding = embedding
    self.output = output
    self.layers = layers
    layerGroups = LayerGroup.groups(of: layers)
    self.multiTokenPrediction = multiTokenPrediction
    self.quantization = quantization
    self.cacheFormat = cacheFormat
    self.maximumContext = maximumContext
    self.publishedCheckpoint = publishedCheckpoint
  }
}

/// The size of a checkpoint as read from its publisher.
public struct PublishedCheckpoint: Sendable, Hashable {
  /// All files together.
  public let size: Bytes
  /// Where the figure was read.
  public let source: String

  /// - Parameters:
  ///   - size: All files together.
  ///   - source: Where the figure was read.
  public init(size: Bytes, source: String) {
    self.size = size
    self.source = source
  }
}
