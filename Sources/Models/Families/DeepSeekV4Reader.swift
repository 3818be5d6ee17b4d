import Formats

/// DeepSeek-V4: compressed caches, hyper-connections, mixtures in every layer.
struct DeepSeekV4Reader: ArchitectureReader {
  static let modelTypes = ["deepseek_ref", "deepseek_v4"]

  let frame: ModelFrame
  let names = CheckpointNames(embedding: "embed", layers: "layers.", finalNorm: "norm", head: "head")
  private let attention: CompressedAttention
  /// The compression of each layer, and one more for the drafting layer.
  private let compressions: [Int]
  private let mixture: ExpertMixture
  /// The first layers route by a table of token numbers instead of a learned router with a bias.
  private let hashedLayers: Int
  /// Copies of the residual stream.
  private let streams: Int
  private let predictionLayers: Int

  init(_ configuration: ModelConfiguration) throws {
    let text = configuration.text
    frame = try ModelFrame(configuration)
    attention = try CompressedAttention(text, hiddenSize: frame.hiddenSize)
    predictionLayers = try text.count("num_nextn_predict_layers", limit: .draftLayers)
    guard
      let ratios = try text.perLayer("compress_ratios", layers: frame.layerCount, spare: predictionLayers)
    else {
      throw text.missing("compress_ratios", expected: "a list with one ratio a layer")
    }
    let read = try ratios.map { try CompressedAttention.ratio($0) }
    compressions = read + Array(repeating: 0, count: frame.layerCount + predictionLayers - read.count)
    mixture = try Self.mixture(text, frame)
    hashedLayers = try text.count("num_hash_layers", limit: .layers)
    streams = try text.size("hc_mult", limit: .heads)
  }

  func layer(_ index: Int, _ maker: TensorMaker) -> LayerKind {
    var mixture = mixture
    // The table itself holds token numbers, not parameters.
    mixture.hasCorrectionBias = index >= hashedLayers
    return LayerKind(
      mixer: attention.mixer(maker, compression: compressions[index]), feedForward: mixture.feedForward(maker),
      otherTensors: ["attn_norm.weight", "ffn_norm.weight"].map { maker.vector($0, frame.hiddenSize) }
        + ["hc_attn", "hc_ffn"].flatMap { connection(maker, $0, mixes: (2 + streams) * streams, scales: 3) })
  }

  func extraOutput(_ maker: TensorMaker) -> [Tensor] { connection(maker, "hc_head", mixes: streams, scales: 1) }

  func multiTokenPrediction(_ maker: TensorMaker) -> MultiTokenPrediction? {
    guard predictionLayers > 0 else { return nil }
    let places = (0..<predictionLayers).map { maker.at("mtp.\($0).") }
    return MultiTokenPrediction(
      layers: places.enumerated().map { index, place in
        Layer(index: frame.layerCount + index, kind: layer(frame.layerCount + index, place))
      },
      otherTensors: places.flatMap { place in
        ["e_proj", "h_proj"].map { place.linear($0, frame.hiddenSize, frame.hiddenSize, .replicated) }
          + ["enorm.weight", "hnorm.weight", "norm.weight"].map { place.vector($0, frame.hiddenSize) }
          + extraOutput(place)
      })
  }

  /// A hyper-connection: how the streams are mixed, in 32 bits.
  private func connection(_ maker: TensorMaker, _ name: String, mixes: Int, scales: Int) -> [Tensor] {
    [
      Tensor(
        name: "\(name)_fn", elements: mixes * streams * frame.hiddenSize, role: .matrix, sharding: .replicated,
        weightFormat: WeightFormat(.float32), isQuantizable: false),
      maker.vector("\(name)_base", mixes, format: .float32), maker.vector("\(name)_scale", scales, format: .float32),
    ]
  }

  private static func mixture(_ text: ConfigurationSection, _ frame: ModelFrame) throws -> ExpertMixture {
    var mixture = try ExpertMixture(text, frame, experts: "n_routed_experts")
    mixture.path = "ffn"
    mixture.names = .numbered
    mixture.sharedExpertCount = try text.count("n_shared_experts", limit: .experts)
    mixture.sharedWidth = mixture.sharedExpertCount * mixture.expertWidth
    mixture.correctionBias = "gate.bias"
    try mixture.checkCounts(text)
    return mixture
  }
}
