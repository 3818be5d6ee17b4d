import Inputs

/// Which layers are mixtures of experts.
enum MixturePattern {
  /// `mlp_layer_types`, or `first_k_dense_replace` with `moe_layer_freq`, which is a number or a list.
  /// - Throws: `Diagnostic` "contradiction" where they disagree.
  static func denseFirst(_ text: ConfigurationSection, layers: Int) throws -> [Bool] {
    let dense = try text.count("first_k_dense_replace", limit: .layers)
    var pattern = try frequency(text, layers: layers, dense: dense)
    if let types = try text.perLayer("mlp_layer_types", layers: layers) {
      let named = try types.map { type in
        switch try type.text() {
        case "dense": return false
        case "sparse": return true
        default: throw type.fault("unknown-value", expected: "\"dense\" or \"sparse\"")
        }
      }
      if let index = named.indices.first(where: { named[$0] != pattern[$0] }), dense > 0 {
        throw types[index].fault("contradiction", expected: "what first_k_dense_replace \(dense) says")
      }
      pattern = named
    }
    return pattern
  }

  private static func frequency(_ text: ConfigurationSection, layers: Int, dense: Int) throws -> [Bool] {
    if let node = try text.value("moe_layer_freq"), case .list = node.content {
      return try text.perLayer("moe_layer_freq", layers: layers)?.map { try $0.integer(atMost: 1) == 1 } ?? []
    }
    let period = try text.optionalSize("moe_layer_freq", limit: .layers) ?? 1
    return (0..<layers).map { $0 >= dense && $0 % period == 0 }
  }
}

extension ExpertMixture {
  /// - Throws: `Diagnostic` "contradiction" where a token would go to more experts or groups than there are.
  func checkCounts(_ text: ConfigurationSection) throws {
    if expertsPerToken > expertCount, let node = try text.value("num_experts_per_tok") {
      throw node.fault("contradiction", expected: "at most the \(expertCount) experts")
    }
    if groupsPerToken > expertGroups, let node = try text.value("topk_group") {
      throw node.fault("contradiction", expected: "at most the \(expertGroups) groups of experts")
    }
  }
}

extension MixturePattern {
  /// `decoder_sparse_step` and `mlp_only_layers` (Qwen).
  static func sparseStep(_ text: ConfigurationSection, layers: Int) throws -> [Bool] {
    let step = try text.optionalSize("decoder_sparse_step", limit: .layers) ?? 1
    let dense = try text.value("mlp_only_layers")?.items().map { try $0.integer(atMost: layers - 1) } ?? []
    return (0..<layers).map { !dense.contains($0) && ($0 + 1) % step == 0 }
  }
}
