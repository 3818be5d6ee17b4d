import Formats
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
  /// The input embedding, and behind it other tables that a token has a row of.
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
  /// The longest context that the configuration allows; `nil` where it states none.
  public var maximumContext: Int?
  /// The published size of the checkpoint with its source, or that of its files where they are there, for comparison.
  public let publishedCheckpoint: PublishedCheckpoint?
  /// Vision and audio towers with their projectors, stored beside the language model.
  public var towers: [Tensor] = []
  /// What people should know of the reading, in sentences: what was not counted, or was set aside.
  public var remarks: [String] = []

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

extension ModelArchitecture {
  /// Refuses sequences beyond what the configuration allows: an engine would refuse to start.
  /// - Parameters:
  ///   - length: Tokens of the longest sequence.
  ///   - file: The flag or file that says so.
  ///   - key: The key in the file.
  ///   - line: Its line.
  /// - Throws: `Diagnostic` "context-beyond-model".
  public func check(length: Int, file: String, key: String = "", line: Int? = nil) throws {
    guard let maximumContext, length > maximumContext else { return }
    throw Diagnostic(
      id: .contextBeyondModel, file: file, key: key, line: line,
      found: "sequences of \(Numerals.grouped(length)) tokens",
      expected: "at most \(Numerals.grouped(maximumContext)), where the configuration of \(name) ends",
      advice: "\(key.isEmpty ? "add --allow-long-context" : "write allow-long-context: true") if the engine is told to "
        + "stretch positions (RoPE scaling, YaRN)")
  }

  /// The same model where `isAllowed` says that positions are stretched, so that no length is too long.
  public func stretched(_ isAllowed: Bool) -> ModelArchitecture {
    guard isAllowed else { return self }
    var model = self
    model.maximumContext = nil
    return model
  }
}

/// The size of a checkpoint as read from its publisher, or from the files themselves.
public struct PublishedCheckpoint: Sendable, Hashable {
  /// The size of all files together.
  public let size: Bytes
  /// The place where the figure was read.
  public let source: String
  /// Whether it is the size of files that are there, from their index or their headers.
  public var isOfFiles = false
}

/// The parameters and bytes stored for one part or in one format.
public struct StoredAmount: Sendable, Hashable {
  /// Parameters; packed ones are counted unpacked.
  public var elements = 0
  /// The bytes, including scales.
  public var bytes = Bytes.zero

  public init() {}

  mutating func add(_ tensor: Tensor, count: Int) {
    elements += tensor.elements * count
    bytes = bytes + tensor.bytes * Double(count)
  }
}

extension ModelArchitecture {
  /// The amounts stored for each part, including drafting layers, in the order of `ModelPart`. Parts without tensors
  /// are omitted.
  public var amountsByPart: [(part: ModelPart, amount: StoredAmount)] {
    var amounts: [ModelPart: StoredAmount] = [:]
    for (part, tensor, count) in storedTensors { amounts[part, default: StoredAmount()].add(tensor, count: count) }
    return ModelPart.allCases.compactMap { part in amounts[part].map { (part, $0) } }
  }

  /// The amounts stored in each format, including drafting layers, in the order of `NumberFormat`.
  public var amountsByFormat: [(format: NumberFormat, amount: StoredAmount)] {
    var amounts: [NumberFormat: StoredAmount] = [:]
    for (_, tensor, count) in storedTensors {
      amounts[tensor.weightFormat.format, default: StoredAmount()].add(tensor, count: count)
    }
    return NumberFormat.allCases.compactMap { format in amounts[format].map { (format, $0) } }
  }

  /// Bytes of every tensor with its scales, drafting layers and their copied tables included: the checkpoint's size,
  /// but for headers and for parts that are not the language model.
  public var checkpointBytes: Bytes {
    storedTensors.reduce(.zero) { $0 + $1.tensor.bytes * Double($1.count) }
  }

  /// Bytes of the main model alone.
  public var mainModelBytes: Bytes {
    storedTensors.reduce(.zero) {
      [.multiTokenPrediction, .towers].contains($1.part) ? $0 : $0 + $1.tensor.bytes * Double($1.count)
    }
  }

  /// Every tensor with its part, and how often it is there.
  private var storedTensors: [(part: ModelPart, tensor: Tensor, count: Int)] {
    let prediction =
      (multiTokenPrediction?.layers.flatMap { ModelPart.tensors(of: $0.kind) } ?? []).map { ($0.tensor, $0.count) }
      + (multiTokenPrediction?.otherTensors.map { ($0, 1) } ?? [])
    return embedding.map { (.embedding, $0, 1) } + layers.flatMap { ModelPart.tensors(of: $0.kind) }
      + output.map { (.output, $0, 1) } + prediction.map { (.multiTokenPrediction, $0.0, $0.1) }
      + towers.map { (.towers, $0, 1) }
  }
}

extension ModelArchitecture {
  /// How many times heavier the checkpoint is computed than it was published, less 1; `nil` where nothing was published.
  public var deviationFromPublished: Double? {
    publishedCheckpoint.map { checkpointBytes / $0.size - 1 }
  }

  /// The same model with what lies around the layers of another: towers and remarks.
  func with(surroundingsOf other: ModelArchitecture) -> ModelArchitecture {
    var copy = self
    copy.towers = other.towers
    copy.remarks = other.remarks
    return copy
  }
}

extension ModelArchitecture {
  /// N_total: parameters of the main model, MTP layers and towers apart.
  public var totalParameters: Int {
    layers.reduce(elements(embedding) + elements(output)) { $0 + $1.kind.totalElements }
  }

  /// N_active: parameters that a token uses, embedding tables included.
  public var activeParameters: Int {
    layers.reduce(elements(embedding) + elements(output)) { $0 + $1.kind.activeElements }
  }

  /// N_active without tables of which a token reads only one row. A tied input embedding is the LM head too and counts.
  public var activeParametersBesideEmbedding: Int {
    activeParameters - (tiesEmbeddings ? elements(Array(embedding.dropFirst())) : elements(embedding))
  }

  private func elements(_ tensors: [Tensor]) -> Int { tensors.reduce(0) { $0 + $1.elements } }
}
