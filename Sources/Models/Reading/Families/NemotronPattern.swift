import Inputs

/// What each layer of a Nemotron hybrid is.
enum NemotronPattern {
  typealias Part = NemotronHybridReader.Part

  /// `hybrid_override_pattern`, one letter a layer, or the list `layers_block_type`; `num_hidden_layers` may be absent.
  /// - Throws: `Diagnostic` "missing-key", "unknown-value" or "contradiction".
  static func parts(_ text: ConfigurationSection) throws -> [Part] {
    let count = try text.optionalSize("num_hidden_layers", limit: .layers)
    let list = try list(text, "layers_block_type")
    guard let parts = try letters(text) ?? list else {
      throw text.missing("hybrid_override_pattern", expected: "or a list layers_block_type")
    }
    guard !parts.isEmpty, parts.count <= SizeLimit.layers.rawValue, count.map({ $0 == parts.count }) ?? true else {
      let key = try text.value("hybrid_override_pattern") ?? text.value("layers_block_type") ?? text.node
      throw key.fault("contradiction", expected: "\(count ?? 1) layers, as num_hidden_layers says")
    }
    return parts
  }

  /// A list of "mamba", "attention", "mlp" and "moe".
  static func list(_ text: ConfigurationSection, _ key: String) throws -> [Part]? {
    try text.value(key)?.items().map { item in
      switch try item.text() {
      case "mamba": return .stateSpace
      case "attention": return .attention
      case "mlp": return .dense
      case "moe": return .mixture
      default: throw item.fault("unknown-value", expected: "\"mamba\", \"attention\", \"mlp\" or \"moe\"")
      }
    }
  }

  private static func letters(_ text: ConfigurationSection) throws -> [Part]? {
    guard let node = try text.value("hybrid_override_pattern") else { return nil }
    return try node.text().map { letter in
      guard let part = Part(rawValue: letter) else {
        throw node.fault("unknown-value", expected: "the letters M, *, - and E")
      }
      return part
    }
  }
}
