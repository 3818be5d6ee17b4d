import Models
import Quantities

/// Models with round sizes, for arithmetic by hand.
enum SmallModel {
  /// 1,000 elements a token. `layers` as given.
  static func model(
    layers kinds: [LayerKind], tiesEmbeddings: Bool = false, hasTables: Bool = true
  ) -> ModelArchitecture {
    ModelArchitecture(
      name: "small", modelType: "small", file: "small/config.json", hiddenSize: 1000, vocabularySize: 50_000,
      tiesEmbeddings: tiesEmbeddings,
      embedding: hasTables ? [tensor("embed_tokens", 50_000_000, role: .table)] : [],
      output: tiesEmbeddings || !hasTables ? [] : [tensor("lm_head", 50_000_000)],
      layers: kinds.enumerated().map { Layer(index: $0, kind: $1) }, multiTokenPrediction: nil, quantization: "bf16",
      cacheFormat: nil, maximumContext: nil, publishedCheckpoint: nil)
  }

  static func tensor(
    _ name: String, _ elements: Int, _ sharding: Sharding = .divided, _ format: NumberFormat = .bfloat16,
    role: Tensor.Role = .matrix
  ) -> Tensor {
    Tensor(name: name, elements: elements, role: role, sharding: sharding, weightFormat: WeightFormat(format))
  }

  /// 16 query heads of 100 elements, 4 key/value heads: 800 cache elements a token, 4 M weights.
  static let groupedAttention = TokenMixer(
    kind: .full,
    tensors: [
      tensor("q_proj", 1_600_000), tensor("o_proj", 1_600_000), tensor("k_proj", 400_000, .dividedUpTo(4)),
      tensor("v_proj", 400_000, .dividedUpTo(4)),
    ],
    cache: CacheShape(elementsPerToken: 800, shards: 4),
    attention: AttentionShape(queryHeads: 16, scoreWidth: 100, valueWidth: 100))

  /// 16 heads over a latent of 576 elements, 2 M weights.
  static let latentAttention = TokenMixer(
    kind: .latent, tensors: [tensor("q_proj", 2_000_000)], cache: CacheShape(elementsPerToken: 576),
    attention: AttentionShape(queryHeads: 16, scoreWidth: 576, valueWidth: 512))

  /// A state of 10,000 elements and a convolution of 1,000, in fp32; 2 M weights.
  static let linearAttention = TokenMixer(
    kind: .linear, tensors: [tensor("in_proj", 2_000_000)],
    cache: CacheShape(stateElements: 10_000, convolutionElements: 1000, shards: 4, convolutionFormat: .float32),
    attention: nil)

  static let withoutMixer = TokenMixer(kind: .none, tensors: [], cache: .empty, attention: nil)

  /// 3 M weights.
  static let dense = FeedForward.dense([tensor("gate_up_proj", 2_000_000), tensor("down_proj", 1_000_000)])

  /// 64 experts of 1 M weights in FP8, 4 to a token; a shared one in bf16.
  static func mixture(groups: Int = 1, groupsPerToken: Int = 1) -> MixtureOfExperts {
    MixtureOfExperts(
      expertCount: 64, expertsPerToken: 4, expertTensors: [tensor("expert", 1_000_000, .divided, .float8)],
      sharedTensors: [tensor("shared", 1_000_000)], sharedExpertCount: 1,
      routerTensors: [tensor("router", 64_000, .replicated)], dispatchWidth: 1000, expertGroups: groups,
      groupsPerToken: groupsPerToken)
  }

  static func layer(_ mixer: TokenMixer = groupedAttention, _ feedForward: FeedForward = dense) -> LayerKind {
    LayerKind(mixer: mixer, feedForward: feedForward, otherTensors: [])
  }

  static let denseLayer = layer()
  static let mixtureLayer = layer(groupedAttention, .mixture(mixture()))
}
