import Costing
import Formats
import Models
import Quantities

/// The few sizes of a mixture of experts that a calculation by hand needs.
public struct MixtureSketch: Sendable, Hashable {
  /// E.
  public let experts: Int
  /// k: places that a token is sent to; a shared expert counts where the calculation counts it.
  public let expertsPerToken: Int
  /// Elements of a token that travel.
  public let width: Int
  /// The format of the experts' matrices.
  public let weights: NumberFormat

  /// A model of one layer with these experts, of one million parameters each, and nothing else.
  var architecture: ModelArchitecture {
    let matrix = Tensor(
      name: "expert", elements: 1_000_000, role: .matrix, sharding: .divided, weightFormat: WeightFormat(weights))
    let mixture = MixtureOfExperts(
      expertCount: experts, expertsPerToken: expertsPerToken, expertTensors: [matrix], sharedTensors: [],
      sharedExpertCount: 0, routerTensors: [], dispatchWidth: width)
    let mixer = TokenMixer(kind: .none, tensors: [], cache: .empty, attention: nil)
    let kind = LayerKind(mixer: mixer, feedForward: .mixture(mixture), otherTensors: [])
    return ModelArchitecture(
      name: "mixture", modelType: "mixture", file: "mixture", hiddenSize: width, vocabularySize: 1,
      tiesEmbeddings: false, embedding: [], output: [], layers: [Layer(index: 0, kind: kind)],
      multiTokenPrediction: nil, quantization: weights.rawValue, cacheFormat: nil, maximumContext: nil,
      publishedCheckpoint: nil)
  }
}

/// The publication of a figure.
public struct PublishedCitation: Sendable, Hashable, Codable {
  /// Title, and which part of it where that helps.
  public let title: String
  /// The address of the publication.
  public let url: String
}

/// The kind of subject of a published figure, by which results are grouped.
public enum PublishedKind: String, Sendable, Hashable, CaseIterable, Codable {
  /// Parameters, operations and cache of a model.
  case architecture
  /// Bytes on a GPU.
  case memory
  /// Bounds and ratios that fit on a blackboard.
  case blackboard
  /// Single operators and collectives.
  case kernels
  /// Latency and throughput of deployments.
  case serving
}

/// The model of a published figure: one of the catalogue, or a mixture of experts that an argument is made with.
public enum PublishedModel: Sendable, Hashable {
  /// A name of the catalogue, and how its matrices are stored where that differs from the checkpoint.
  case catalogue(String, weights: NumberFormat?)
  /// One layer of experts and nothing else.
  case mixture(MixtureSketch)

  /// The layers.
  /// - Throws: `Diagnostic` "unknown-model".
  func architecture() throws -> ModelArchitecture {
    switch self {
    case .catalogue(let name, let weights):
      let model = try ModelCatalogue.model(named: name)
      return weights.map { model.withPrecision($0) } ?? model
    case .mixture(let sketch): return sketch.architecture
    }
  }
}

/// The subject of a published figure, with all inputs of its prediction.
public enum PublishedSubject: Sendable, Hashable {
  /// A model alone.
  case architecture(ArchitectureFigure)
  /// A model's share on one GPU.
  case memory(MemoryFigure)
  /// A machine, alone or with a model, at its peak.
  case machine(MachineFigure)
  /// Operators of one layer.
  case operators(OperatorFigure)
  /// Tokens that a speculative step yields.
  case speculation(Speculation)
  /// A deployment under traffic.
  case serving(ServingFigure)

  /// The unit of the figure.
  public var unit: PublishedUnit {
    switch self {
    case .architecture(let figure): figure.property.unit
    case .memory: .information
    case .machine(let figure): figure.property.unit
    case .operators: .time
    case .speculation: .number
    case .serving(let figure): figure.unit
    }
  }
}
