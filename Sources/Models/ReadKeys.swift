import Formats

/// Keys of configurations that a user says do not matter (`--ignore-key`), for the time in which models are read.
public enum IgnoredKeys {
  /// Names or paths of keys: "rope_blend", "quantization_config.layout".
  @TaskLocal public static var names: Set<String> = []
}

/// The keys of a configuration that a reader has looked at.
final class ReadKeys {
  private(set) var paths: Set<String> = []

  /// Keys whose content needs no reading.
  private var opaquePaths: Set<String> = []
  /// Keys that were set aside because a user said so, as paths.
  private(set) var setAside: Set<String> = []

  func note(_ path: String) { paths.insert(path) }

  /// Notes a key whose content concerns nobody.
  func noteOpaque(_ path: String) {
    paths.insert(path)
    opaquePaths.insert(path)
  }

  /// Whether a user named the key with `--ignore-key`: by its whole path, or by the end of it.
  func isSetAside(_ path: String) -> Bool {
    let isNamed = IgnoredKeys.names.contains { path == $0 || path.hasSuffix(".\($0)") }
    if isNamed { setAside.insert(path) }
    return isNamed
  }

  /// Refuses an unread key that may concern the architecture: ignoring it could change sizes unnoticed.
  ///
  /// A key whose value is null, false, 0 or empty has no effect and is accepted.
  /// - Throws: `Diagnostic` "unread-key".
  func checkAllRead(in section: InputNode) throws {
    for (name, value) in try section.entries() {
      guard paths.contains(value.key) else {
        if Self.soundsLikeArchitecture(name), Self.asksForSomething(value), !isSetAside(value.key) {
          throw value.fault(
            .unreadKey, expected: "only keys that the reader of this architecture understands",
            advice:
              "sizes would be wrong if it were ignored; --ignore-key \(name) sets it aside if it is known not to matter"
          )
        }
        continue
      }
      if case .mapping = value.content, !Self.isOpaque(name), !opaquePaths.contains(value.key) {
        try checkAllRead(in: value)
      }
    }
  }

  /// Refuses any key that nobody read, whatever its name: in a section about quantisation each of them may change what is
  /// stored.
  /// - Throws: `Diagnostic` "unread-key".
  func checkEveryKeyRead(in section: InputNode) throws {
    for (name, value) in try section.entries() where !opaquePaths.contains(value.key) {
      guard paths.contains(value.key) else {
        guard Self.asksForSomething(value), !isSetAside(value.key) else { continue }
        throw value.fault(
          .unreadKey, expected: "only keys whose effect on what is stored is known here",
          advice:
            "bytes would be wrong if it were ignored; --ignore-key \(name) sets it aside if it is known not to matter")
      }
      if case .mapping = value.content { try checkEveryKeyRead(in: value) }
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
    ["quantization_config", "text_config", "vision_config", "audio_config", "layline"].contains(name)
  }
}
