import Formats
import Quantities

/// A `config.json`: the whole file, its section of the language model, and the file next to it.
struct ModelConfiguration {
  let name: String
  /// The whole file.
  let outer: ConfigurationSection
  /// The language model: `text_config` where there is one, otherwise the whole file.
  let text: ConfigurationSection
  /// The section with the language model and towers beside it: that of the thinker in models that also talk.
  let tower: ConfigurationSection
  /// The language model is part of a larger one, which reads pictures too.
  let isNested: Bool
  /// The file next to this one that describes the quantisation, where there is one.
  let quantizationFile: QuantizationFile?
  let modelType: String

  /// - Parameters:
  ///   - root: The whole file.
  ///   - name: The name of the model.
  ///   - quantizationFile: The file next to it that describes the quantisation.
  /// - Throws: `Diagnostic` "wrong-type" or "missing-key" for a file that is no model configuration.
  init(_ root: InputNode, name: String, quantizationFile: QuantizationFile? = nil) throws {
    self.name = name
    self.quantizationFile = quantizationFile
    outer = ConfigurationSection(node: root, readKeys: ReadKeys())
    tower = try outer.section("thinker_config") ?? outer
    let inner = try Self.languageModel(of: tower)
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

  /// The section of the language model, whose name differs.
  private static func languageModel(of whole: ConfigurationSection) throws -> ConfigurationSection? {
    for name in ["text_config", "llm_config", "language_config"] {
      if let section = try whole.section(name) { return section }
    }
    return nil
  }

  /// Refuses architectural keys of the language model that no reader read.
  func checkAllRead() throws { try text.readKeys.checkAllRead(in: text.node) }

  /// Says which keys were set aside.
  var setAsideRemarks: [String] {
    text.readKeys.setAside.sorted().map { "\($0) was set aside (--ignore-key)" }
  }

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
    case "bfloat16", "torch.bfloat16": .bfloat16
    case "float16", "half", "torch.float16": .float16
    case "float32", "torch.float32": .float32
    default: throw node.fault(.unknownValue, expected: "\"bfloat16\", \"float16\" or \"float32\"")
    }
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
