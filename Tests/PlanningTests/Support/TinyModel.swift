import Models
import Quantities

/// Models of a few layers, small enough for every layout to be tried.
enum TinyModel {
  static func model(layers kinds: [LayerKind], tiesEmbeddings: Bool = false) -> ModelArchitecture {
    ModelArchitecture(
      name: "tiny", modelType: "tiny", file: "tiny/config.json", hiddenSize: 1024, vocabularySize: 32_000,
      tiesEmbeddings: tiesEmbeddings,
      embedding: [tensor("embed_tokens", 32_768_000, role: .table)],
      output: tiesEmbeddings ? [] : [tensor("lm_head", 32_768_000)],
      layers: kinds.enumerated().map { Layer(index: $0, kind: $1) }, multiTokenPrediction: nil, quantization: "bf16",
      cacheFormat: nil, maximumContext: nil, publishedCheckpoint: nil)
  }

  static func tensor(
    _ name: String, _ elements: Int, _ sharding: Sharding = .divided, _ format: NumberFormat = .bfloat16,
    role: Tensor.Role = .matrix
  ) -> Tensor {
    Tensor(name: name, elements: elements, role: role, sharding: sharding, weightFormat: WeightFormat(format))
  }

  /// 8 query heads, 2 key/value heads.
  static let grouped = TokenMixer(
    kind: .full,
    tensors: [
      tensor("q_proj", 40_000_000), tensor("o_proj", 40_000_000), tensor("k_proj", 10_000_000, .dividedUpTo(2)),
      tensor("v_proj", 10_000_000, .dividedUpTo(2)),
    ],
    cache: CacheShape(elementsPerToken: 2048, shards: 2),
    attention: AttentionShape(queryHeads: 8, scoreWidth: 128, valueWidth: 128))

  /// One latent that every rank keeps.
  static let latent = TokenMixer(
    kind: .latent, tensors: [tensor("q_b_proj", 60_000_000), tensor("kv_a_proj", 8_000_000, .replicated)],
    cache: CacheShape(elementsPerToken: 1024, shards: 1),
    attention: AttentionShape(queryHeads: 8, scoreWidth: 576, valueWidth: 512))

  static let dense = FeedForward.dense([tensor("gate_up_proj", 80_000_000), tensor("down_proj", 40_000_000)])

  /// 8 experts, 2 to a token, 30 M weights each.
  static let mixture = FeedForward.mixture(
    MixtureOfExperts(
      expertCount: 8, expertsPerToken: 2, expertTensors: [tensor("expert", 30_000_000, .divided, .float8)],
      sharedTensors: [tensor("shared", 30_000_000)], sharedExpertCount: 1,
      routerTensors: [tensor("router", 8192, .replicated)], dispatchWidth: 1024))

  static let kinds = [
    LayerKind(mixer: grouped, feedForward: dense, otherTensors: []),
    LayerKind(mixer: grouped, feedForward: mixture, otherTensors: []),
    LayerKind(mixer: latent, feedForward: mixture, otherTensors: []),
    LayerKind(mixer: latent, feedForward: dense, otherTensors: []),
  ]
}
