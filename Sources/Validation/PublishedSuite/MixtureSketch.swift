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
  /// How the experts' matrices are stored.
  public let weights: NumberFormat

  /// A model of one layer that has these experts, of one million parameters each, and nothing else.
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
