import Quantities

/// The feed-forward part of a mixture-of-experts layer.
struct ExpertMixture {
  var hiddenSize: Int
  var expertCount: Int
  var expertsPerToken: Int
  /// Inner width of one routed expert.
  var expertWidth: Int
  var sharedExpertCount = 0
  /// Inner width of all shared experts together.
  var sharedWidth = 0
  /// Shared experts have a gate of their own (Qwen).
  var gatesShared = false
  /// Elements of a token that experts see, where that is not the hidden size (latent mixtures).
  var latentSize: Int?
  /// Whether a norm follows the latent experts.
  var normalizesLatent = false
  /// The router has a learned bias for balance.
  var hasCorrectionBias = false
  var expertGroups = 1
  var groupsPerToken = 1
  /// The path of the tensors in the layer; empty where they lie in the layer itself.
  var path = "mlp"
  var router = "gate"
  var correctionBias = "gate.e_score_correction_bias"
  /// `nil` is the model's format.
  var correctionBiasFormat: NumberFormat? = .float32
  var sharedPath = "shared_experts"
  var names = FeedForwardNames.projections
  /// The tensor names of shared experts, where they differ.
  var sharedNames: FeedForwardNames?
  /// Names of the projections into and out of the latent space.
  var latentNames = (down: "fc1_latent_proj", up: "fc2_latent_proj")
  /// The checkpoint quantises those projections as it does other linear layers.
  var quantizesLatent = true
  /// The router's format where it is not the model's.
  var routerFormat: NumberFormat?

  /// The feed-forward part of one layer.
  /// - Parameters:
  ///   - maker: The maker of the layer's tensors.
  ///   - expertTensors: The tensors of one expert, where the checkpoint does not store three matrices for each.
  func feedForward(_ maker: TensorMaker, expertTensors: [Tensor]? = nil) -> FeedForward {
    .mixture(
      MixtureOfExperts(
        expertCount: expertCount, expertsPerToken: expertsPerToken,
        // One expert stands for all: quantisation does not tell experts of a layer apart.
        expertTensors: expertTensors
          ?? names.tensors(maker, place("experts.0"), inputs: latentSize ?? hiddenSize, inner: expertWidth),
        sharedTensors: sharedTensors(maker), sharedExpertCount: sharedExpertCount, routerTensors: routerTensors(maker),
        dispatchWidth: latentSize ?? hiddenSize, expertGroups: expertGroups, groupsPerToken: groupsPerToken))
  }

  private func place(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

  private func sharedTensors(_ maker: TensorMaker) -> [Tensor] {
    guard sharedWidth > 0 else { return [] }
    let tensors = (sharedNames ?? names).tensors(
      maker, place(sharedPath), inputs: hiddenSize, inner: sharedWidth)
    return tensors + (gatesShared ? [maker.plainMatrix(place("\(sharedPath)_gate"), 1, hiddenSize)] : [])
  }

  private func routerTensors(_ maker: TensorMaker) -> [Tensor] {
    var tensors = [maker.plainMatrix(place(router), expertCount, hiddenSize, format: routerFormat)]
    if hasCorrectionBias {
      tensors.append(maker.vector(place(correctionBias), expertCount, format: correctionBiasFormat))
    }
    return tensors + (latentSize.map { latentTensors(maker, $0) } ?? [])
  }

  private func latentTensors(_ maker: TensorMaker, _ size: Int) -> [Tensor] {
    let shapes = [(latentNames.down, size, hiddenSize), (latentNames.up, hiddenSize, size)]
    let tensors = shapes.map { name, outputs, inputs in
      quantizesLatent
        ? maker.linear(place(name), outputs, inputs, .replicated)
        : maker.plainMatrix(place(name), outputs, inputs, isQuantizable: true)
    }
    return normalizesLatent ? tensors + [maker.vector(place("routed_expert_norm.weight"), size)] : tensors
  }
}

extension ExpertMixture {
  /// Reads the sizes that every configuration of a mixture has.
  /// - Parameters:
  ///   - experts: The key of the number of routed experts.
  ///   - width: The key of the inner width of one of them.
  /// - Throws: `Diagnostic` for a size that is missing or out of range.
  init(
    _ text: ConfigurationSection, _ frame: ModelFrame, experts: String, width: String = "moe_intermediate_size"
  ) throws {
    self.init(
      hiddenSize: frame.hiddenSize, expertCount: try text.size(experts, limit: .experts),
      expertsPerToken: try text.size("num_experts_per_tok", limit: .experts),
      expertWidth: try text.size(width, limit: .innerWidth))
  }

  /// Reads shared experts and the groups of experts that a router chooses first, under DeepSeek's keys.
  mutating func readGroupedRouting(_ text: ConfigurationSection) throws {
    sharedExpertCount = try text.count("n_shared_experts", limit: .experts)
    sharedWidth = sharedExpertCount * expertWidth
    // The bias belongs to routing without an auxiliary loss.
    hasCorrectionBias = try text.word("topk_method") == "noaux_tc"
    expertGroups = try text.optionalSize("n_group", limit: .experts) ?? 1
    groupsPerToken = try text.optionalSize("topk_group", limit: .experts) ?? 1
    try checkCounts(text)
  }
}
