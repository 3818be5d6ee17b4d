import Inputs

/// The keys of a configuration that a reader has looked at.
final class ReadKeys {
  private(set) var paths: Set<String> = []

  func note(_ path: String) { paths.insert(path) }

  /// Refuses a key that sounds like architecture and that nobody read: passing over it could change sizes unseen.
  ///
  /// A value of null, false, 0 or nothing asks for nothing, and is let pass.
  /// - Throws: `Diagnostic` "unread-key".
  func checkAllRead(in section: InputNode) throws {
    for (name, value) in try section.entries() {
      guard paths.contains(value.key) else {
        if Self.soundsLikeArchitecture(name), Self.asksForSomething(value) {
          throw value.fault(
            "unread-key", expected: "only keys that the reader of this architecture understands",
            advice: "sizes would be wrong if it were ignored; remove it if it is known not to matter")
        }
        continue
      }
      if case .mapping = value.content, !Self.isOpaque(name) { try checkAllRead(in: value) }
    }
  }

  private static let architectural = [
    "expert", "layers", "layer_types", "head", "lora", "window", "compress", "indexer", "index_", "latent", "state",
    "conv", "intermediate", "hidden_size", "nextn", "mtp", "kv_", "mlp_", "_mlp", "_rank", "_dim", "ffn", "pattern",
    "interval", "sparse", "block",
  ]

  private static let harmless = [
    "rope", "rotary", "norm_eps", "layer_norm", "layernorm", "_act", "dropout", "output_", "_loss", "aux", "time_step",
    "num_logits_to_keep", "token_id", "max_window_layers",
  ]

  private static func soundsLikeArchitecture(_ name: String) -> Bool {
    architectural.contains { name.contains($0) } && !harmless.contains { name.contains($0) }
  }

  private static func asksForSomething(_ value: InputNode) -> Bool {
    switch value.content {
    case .null, .boolean(false), .integer(0): false
    // Sizes are whole; a fraction scales something.
    case .number: false
    case .list(let items): !items.isEmpty
    case .mapping(let entries): !entries.isEmpty
    case .boolean, .integer, .text: true
    }
  }

  /// Sections that are read by their own strict readers, or describe no sizes.
  private static func isOpaque(_ name: String) -> Bool {
    ["quantization_config", "text_config", "layline"].contains(name)
  }
}
