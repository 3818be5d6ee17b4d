import Formats
import Quantities

/// A `config.json`: the whole file, its section of the language model, and the file next to it.
struct ModelConfiguration {
  let name: String
  /// The whole file.
  let outer: ConfigurationSection
  /// The language model: `text_config` where there is one, otherwise the whole file.
  let text: ConfigurationSection
  /// The language model is part of a larger one, which reads pictures too.
  let isNested: Bool
  /// The content of `hf_quant_config.json`, where that file is next to this one.
  let quantizationFile: InputNode?
  let modelType: String

  /// - Parameters:
  ///   - root: The whole file.
  ///   - name: The name of the model.
  ///   - quantizationFile: The content of `hf_quant_config.json`.
  /// - Throws: `Diagnostic` "wrong-type" or "missing-key" for a file that is no model configuration.
  init(_ root: InputNode, name: String, quantizationFile: InputNode? = nil) throws {
    self.name = name
    self.quantizationFile = quantizationFile
    outer = ConfigurationSection(node: root, readKeys: ReadKeys())
    let inner = try outer.section("text_config")
    text = inner ?? outer
    isNested = inner != nil
    // The inner type says what the language model is; some files (MiniMax-M3) only have the outer one.
    guard let type = try text.word("model_type") ?? outer.word("model_type") else {
      throw Diagnostic(
        id: .missingKey, file: root.file, key: "model_type", found: "no such key",
        expected: "the architecture of a model", advice: "is this the config.json of a model?")
    }
    modelType = type
  }

  /// Refuses architectural keys of the language model that no reader read.
  func checkAllRead() throws { try text.readKeys.checkAllRead(in: text.node) }

  /// Whether embedding and LM head are one table; the flag may be outside of `text_config`.
  func tiesEmbeddings(default fallback: Bool) throws -> Bool {
    let inner = try text.value("tie_word_embeddings")?.boolean()
    return try inner ?? outer.flag("tie_word_embeddings", default: fallback)
  }

  /// The format of tensors that are not quantised.
  ///
  /// Files name it `torch_dtype` or `dtype`, inside or outside; the published files that name it nowhere (gpt-oss,
  /// GLM-4.5, MiniMax) belong to checkpoints in BF16.
  func modelFormat() throws -> NumberFormat {
    for section in [text, outer] {
      for name in ["torch_dtype", "dtype"] {
        if let value = try section.value(name) { return try Self.format(value) }
      }
    }
    return .bfloat16
  }

  /// A format by the name that PyTorch gives it.
  static func format(_ node: InputNode) throws -> NumberFormat {
    switch try node.text() {
    case "bfloat16": .bfloat16
    case "float16": .float16
    case "float32": .float32
    default: throw node.fault(.unknownValue, expected: "\"bfloat16\", \"float16\" or \"float32\"")
    }
  }
}

/// The keys of a configuration that a reader has looked at.
final class ReadKeys {
  private(set) var paths: Set<String> = []

  func note(_ path: String) { paths.insert(path) }

  /// Refuses an unread key that may concern the architecture: ignoring it could change sizes unnoticed.
  ///
  /// A key whose value is null, false, 0 or empty has no effect and is accepted.
  /// - Throws: `Diagnostic` "unread-key".
  func checkAllRead(in section: InputNode) throws {
    for (name, value) in try section.entries() {
      guard paths.contains(value.key) else {
        if Self.soundsLikeArchitecture(name), Self.asksForSomething(value) {
          throw value.fault(
            .unreadKey, expected: "only keys that the reader of this architecture understands",
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

/// The largest plausible sizes. A larger one is a mistake; the limits also keep products of sizes within 64 bits.
enum SizeLimit: Int {
  case layers = 1_024
  case draftLayers = 64
  case heads = 4_096
  case headSize = 8_192
  case experts = 16_384
  case width = 131_072
  case innerWidth = 524_288
  case vocabulary = 16_777_216
  case tokens = 67_108_864
}
