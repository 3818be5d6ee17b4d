import Inputs
import Quantities

/// A `config.json` taken apart: the whole file, the language model in it, and what stands next to the file.
struct ModelConfiguration {
  let name: String
  /// The whole file.
  let outer: ConfigurationSection
  /// The language model: `text_config` where there is one, otherwise the whole file.
  let text: ConfigurationSection
  /// The language model is part of a larger one, which reads pictures too.
  let isNested: Bool
  /// The content of `hf_quant_config.json`, where that file stands next to this one.
  let quantizationFile: InputNode?
  let modelType: String

  /// - Parameters:
  ///   - root: The whole file.
  ///   - name: What the model is called.
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
        id: "missing-key", file: root.file, key: "model_type", found: "no such key",
        expected: "the architecture of a model", advice: "is this the config.json of a model?")
    }
    modelType = type
  }

  /// Refuses architectural keys of the language model that nobody read.
  func checkAllRead() throws { try text.readKeys.checkAllRead(in: text.node) }

  /// Whether embedding and LM head are one table; the flag may stand outside of `text_config`.
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
    default: throw node.fault("unknown-value", expected: "\"bfloat16\", \"float16\" or \"float32\"")
    }
  }
}
