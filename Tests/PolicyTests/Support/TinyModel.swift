import Models
import Quantities

/// A model of a few layers with tensors of round sizes: a divided matrix of 24 MB, keys and values of 4 MB that two ranks
/// share, a norm of 1 MB that every rank has, and in layers with experts some of 12 MB each; tables of 48 MB.
struct TinyModel {
  var name = "tiny"
  var layers = 4
  var experts = 0
  var format = NumberFormat.float8

  var model: ModelArchitecture {
    let mixer = TokenMixer(
      kind: .full,
      tensors: [tensor("q", 24, .divided, format), tensor("kv", 4, .dividedUpTo(2), format)],
      cache: CacheShape(elementsPerToken: 128, shards: 2),
      attention: AttentionShape(queryHeads: 24, scoreWidth: 128, valueWidth: 128))
    let mixture = MixtureOfExperts(
      expertCount: experts, expertsPerToken: 1, expertTensors: [tensor("expert", 12, .divided, format)],
      sharedTensors: [], sharedExpertCount: 0, routerTensors: [], dispatchWidth: 128)
    let kind = LayerKind(
      mixer: mixer, feedForward: experts > 0 ? .mixture(mixture) : .none,
      otherTensors: [tensor("norm", 1, .replicated, .float8)])
    return ModelArchitecture(
      name: name, modelType: "tiny", file: "tiny/config.json", hiddenSize: 128, vocabularySize: 1000,
      tiesEmbeddings: false, embedding: [tensor("embed", 48, .divided, .float8)],
      output: [tensor("head", 48, .divided, .float8)],
      layers: (0..<layers).map { Layer(index: $0, kind: kind) }, multiTokenPrediction: nil, quantization: "fp8",
      cacheFormat: nil, maximumContext: nil, publishedCheckpoint: nil)
  }

  private func tensor(_ name: String, _ millions: Int, _ sharding: Sharding, _ format: NumberFormat) -> Tensor {
    Tensor(
      name: name, elements: millions * 1_000_000, role: .matrix, sharding: sharding, weightFormat: WeightFormat(format))
  }
}
