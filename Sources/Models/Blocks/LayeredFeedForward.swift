import Formats

/// Feed-forward parts of a model in which some layers are mixtures of experts and the others dense.
struct LayeredFeedForward {
  let mixture: ExpertMixture
  let isMixture: [Bool]
  /// Inner width of dense layers; 0 where there are none.
  let denseWidth: Int
  /// The path of the tensors of dense layers.
  let densePath: String

  /// - Parameters:
  ///   - section: The section with the dense width.
  ///   - mixture: The mixture of the layers that have one.
  ///   - isMixture: Whether each layer has the mixture.
  ///   - widthKey: The key of the dense width, required where there is a dense layer.
  ///   - densePath: The path of the tensors of dense layers.
  init(
    _ section: ConfigurationSection, mixture: ExpertMixture, isMixture: [Bool],
    widthKey: String = "intermediate_size", densePath: String = "mlp"
  ) throws {
    self.mixture = mixture
    self.isMixture = isMixture
    self.densePath = densePath
    denseWidth =
      try isMixture.contains(false)
      ? section.size(widthKey, limit: .innerWidth) : section.count(widthKey, limit: .innerWidth)
  }

  /// The part of one layer.
  func part(_ index: Int, _ maker: TensorMaker, expertTensors: [Tensor]? = nil) -> FeedForward {
    guard !isMixture[index] else { return mixture.feedForward(maker, expertTensors: expertTensors) }
    return .dense(
      FeedForwardNames.projections.tensors(maker, densePath, inputs: mixture.hiddenSize, inner: denseWidth))
  }
}

/// The small attention of DeepSeek sparse attention that picks the tokens which the large one reads.
struct SparseIndexer {
  let heads: Int
  /// Elements of its one key per token.
  let headSize: Int
  /// Tokens that it picks.
  let selected: Int
  /// The layer has no indexer of its own and uses the choice of an earlier layer (GLM-5.2 and later).
  var isShared = false

  /// Heads × width of its scores.
  var width: Int { heads * headSize }

  /// Bytes of its key as runtimes store it: 8 bits an element and a 32-bit scale for each 128, whatever the cache's format
  /// (132 for DeepSeek-V3.2).
  var keyBytes: Double { Double(headSize + (headSize + 127) / 128 * 4) }

  /// - Parameter section: The section with `index_n_heads`, `index_head_dim` and `index_topk`.
  init(_ section: ConfigurationSection) throws {
    heads = try section.size("index_n_heads", limit: .heads)
    headSize = try section.size("index_head_dim", limit: .headSize)
    selected = try section.size("index_topk", limit: .tokens)
  }

  /// The tensors of the indexer in a layer with latent attention; every rank holds all of them.
  func tensors(_ maker: TensorMaker, _ attention: LatentAttention) -> [Tensor] {
    guard !isShared else { return [] }
    return [
      maker.linear("self_attn.indexer.wq_b", width, attention.queryRank ?? attention.hiddenSize, .replicated),
      maker.linear("self_attn.indexer.wk", headSize, attention.hiddenSize, .replicated),
      maker.vector("self_attn.indexer.k_norm.weight", headSize),
      maker.vector("self_attn.indexer.k_norm.bias", headSize),
      maker.plainMatrix("self_attn.indexer.weights_proj", heads, attention.hiddenSize),
    ]
  }
}

/// The layers that attend to a sliding window only.
enum WindowPattern {
  /// The window of each layer, in tokens; `nil` for full attention.
  ///
  /// The key `sliding_window` alone does not decide: Qwen has one and turns it off with `use_sliding_window`, Mixtral
  /// has null. Where it is on, `layer_types` lists the layers that have it; without that list Mistral means all layers,
  /// and Qwen those from `max_window_layers` on.
  static func read(_ text: ConfigurationSection, _ modelType: String, layers: Int) throws -> [Int?] {
    let window = try text.optionalSize("sliding_window", limit: .tokens)
    let isQwen = modelType.hasPrefix("qwen")
    let isOn = try text.flag("use_sliding_window", default: !isQwen)
    let firstWindowed = try text.value("max_window_layers")
    let types = try text.perLayer("layer_types", layers: layers)
    guard isOn, let window else { return Array(repeating: nil, count: layers) }
    if let types { return try types.map { try isSliding($0) ? window : nil } }
    let first = isQwen ? try firstWindowed?.integer(atMost: SizeLimit.layers.rawValue) ?? layers : 0
    return (0..<layers).map { $0 >= first ? window : nil }
  }

  /// `sliding_window_pattern`: a number, of which each such layer is full, or letters, of which each G is ("LLLG").
  static func period(_ text: ConfigurationSection) throws -> Int? {
    guard let node = try text.value("sliding_window_pattern") else { return nil }
    guard case .text(let letters) = node.content else {
      return try node.integer(atLeast: 1, atMost: SizeLimit.layers.rawValue)
    }
    guard letters.last == "G", letters.dropLast().allSatisfy({ $0 == "L" }) else {
      throw node.fault(.unknownValue, expected: "letters L and one G at the end")
    }
    return letters.count
  }

  /// Whether an item of `layer_types` means a sliding window.
  /// - Throws: `Diagnostic` "unknown-value" for a type other than sliding and full attention.
  static func isSliding(_ type: InputNode) throws -> Bool {
    switch try type.text() {
    case "sliding_attention": return true
    case "full_attention", "global_attention": return false
    default: throw type.fault(.unknownValue, expected: "\"sliding_attention\" or \"full_attention\"")
    }
  }
}
