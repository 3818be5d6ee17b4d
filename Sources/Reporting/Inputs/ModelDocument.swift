import Models
import Quantities

/// A model as `layline model show --json` prints it; `Schemas/model-reading.schema.json` says what each key means.
public struct ModelDocument: Encodable, Sendable {
  /// The version of this form.
  let layline = "model-reading/1"
  let name: String
  let modelType: String
  let hiddenSize: Int
  let vocabularySize: Int
  let maximumContext: Int?
  let layers: [LayerEntry]
  let parameters: Parameters
  let kvCache: KVCache
  let quantization: String
  let bytesByFormat: [String: Double]
  let checkpoint: Checkpoint
  let remarks: [String]?

  /// - Parameter summary: What is written down.
  public init(_ summary: ModelSummary) {
    let model = summary.model
    name = model.name
    modelType = model.modelType
    hiddenSize = model.hiddenSize
    vocabularySize = model.vocabularySize
    maximumContext = model.maximumContext
    layers = summary.layers.map(LayerEntry.init)
    parameters = Parameters(summary)
    kvCache = KVCache(summary)
    quantization = model.quantization
    bytesByFormat = Dictionary(
      uniqueKeysWithValues: model.amountsByFormat.map { ($0.format.rawValue, $0.amount.bytes.value) })
    checkpoint = Checkpoint(model)
    remarks = model.remarks.isEmpty ? nil : model.remarks
  }
}

extension ModelDocument {
  /// Layers that are alike.
  struct LayerEntry: Encodable, Sendable {
    /// Pairs of first and last layer, from 0.
    let ranges: [[Int]]
    let count: Int
    let mixer: String
    let feedForward: String
    let experts: Experts?

    init(_ reading: LayerReading) {
      ranges = reading.runs.map { [$0.lowerBound, $0.upperBound] }
      count = reading.count
      mixer = reading.example.mixer.kind.rawValue
      feedForward = reading.feedForward
      experts = reading.example.feedForward.mixture.map(Experts.init)
    }
  }

  /// The routed and shared experts of a layer.
  struct Experts: Encodable, Sendable {
    let count: Int
    let perToken: Int
    let shared: Int

    init(_ mixture: MixtureOfExperts) {
      count = mixture.expertCount
      perToken = mixture.expertsPerToken
      shared = mixture.sharedExpertCount
    }
  }

  /// Counts of parameters.
  struct Parameters: Encodable, Sendable {
    let total: Int
    let active: Int
    let activeBesideEmbedding: Int
    let multiTokenPrediction: Int
    let towers: Int
    let parts: [Part]

    init(_ summary: ModelSummary) {
      total = summary.model.totalParameters
      active = summary.model.activeParameters
      activeBesideEmbedding = summary.model.activeParametersBesideEmbedding
      multiTokenPrediction = summary.multiTokenPredictionParameters
      towers = summary.model.towers.reduce(0) { $0 + $1.elements }
      parts = summary.parts.map(Part.init)
    }
  }

  /// The parameters of one part.
  struct Part: Encodable, Sendable {
    let part: String
    let parameters: Int
    let active: Int
    let bytes: Double

    init(_ reading: PartReading) {
      part = reading.part.rawValue
      parameters = reading.parameters
      active = reading.activeParameters
      bytes = reading.bytes.value
    }
  }

  /// What a sequence keeps in memory.
  struct KVCache: Encodable, Sendable {
    let context: Int
    let format: String
    let bytesPerElement: Double
    let bytesPerToken: Double
    let indexerBytesPerToken: Double
    let bytesPerSequence: Double
    let windowBytesPerSequence: Double
    let stateBytesPerSequence: Double
    let servedBytesPerToken: Double
    let servedBytesPerSequence: Double
    let checkpointFormat: String?

    init(_ summary: ModelSummary) {
      let cache = summary.cache
      context = cache.context
      format = cache.format.rawValue
      bytesPerElement = cache.format.bytesPerElement
      bytesPerToken = cache.bytesPerToken.value
      indexerBytesPerToken = cache.indexerBytesPerToken.value
      bytesPerSequence = cache.bytesPerSequence.value
      windowBytesPerSequence = cache.windowBytes.value
      stateBytesPerSequence = cache.stateBytes.value
      servedBytesPerToken = summary.model.servedCacheBytesPerToken(format: cache.format).value
      servedBytesPerSequence = cache.servedBytesPerSequence.value
      checkpointFormat = summary.model.cacheFormat?.rawValue
    }
  }

  /// Bytes of all files, as computed and as published.
  struct Checkpoint: Encodable, Sendable {
    let bytes: Double
    let publishedBytes: Double?
    let publishedSource: String?

    init(_ model: ModelArchitecture) {
      bytes = model.checkpointBytes.value
      publishedBytes = model.publishedCheckpoint?.size.value
      publishedSource = model.publishedCheckpoint?.source
    }
  }
}
