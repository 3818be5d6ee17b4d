import Formats
import Quantities

/// A file beside `config.json` that says how the checkpoint is quantised.
struct QuantizationFile {
  /// Whose form the file has.
  enum Kind: CaseIterable {
    /// `hf_quant_config.json` of NVIDIA's ModelOpt.
    case modelOpt
    /// `quantize_config.json` of AutoGPTQ, before configurations held the same keys.
    case gptq
    /// `quant_config.json` of AutoAWQ, the same.
    case awq
    /// `quant_model_description.json` of msModelSlim, for Ascend: the type of each tensor.
    case ascend

    /// The names that the file has beside a `config.json`.
    var names: [String] {
      switch self {
      case .modelOpt: ["hf_quant_config.json"]
      case .gptq: ["quantize_config.json"]
      case .awq: ["quant_config.json"]
      case .ascend:
        [
          "quant_model_description.json", "quant_model_description_w8a8_dynamic.json",
          "quant_model_description_w8a8.json", "quant_model_description_w4a8_dynamic.json",
        ]
      }
    }
  }

  let kind: Kind
  /// The content of the file.
  let root: InputNode

  /// The scheme that the file describes.
  /// - Throws: `Diagnostic` "unread-key" for a key that no reader knows, and faults of the values.
  func scheme(into plain: QuantizationScheme) throws -> QuantizationScheme {
    let whole = ConfigurationSection(node: root, readKeys: ReadKeys())
    let scheme: QuantizationScheme
    switch kind {
    case .modelOpt:
      guard let settings = try whole.section("quantization") else {
        throw whole.missing("quantization", expected: "a mapping")
      }
      whole.disregard("producer")
      scheme = try ModelOptQuantization.read(settings, into: plain)
    case .gptq: scheme = try IntegerQuantization.gptq(whole, into: plain)
    case .awq: scheme = try IntegerQuantization.awq(whole, into: plain)
    case .ascend: return try AscendQuantization.read(root, into: plain)
    }
    whole.disregard("quant_method")
    try whole.readKeys.checkEveryKeyRead(in: root)
    return scheme
  }

  /// The cache format, with which the file may complete the configuration.
  func cacheFormat() throws -> NumberFormat? {
    guard kind == .modelOpt else { return nil }
    return try CacheScheme.format(algorithm: root.optional("quantization")?.optional("kv_cache_quant_algo"))
  }
}

/// Quantisation as msModelSlim writes it for Ascend: "model.layers.0.mlp.down_proj.weight": "W8A8_DYNAMIC".
private enum AscendQuantization {
  /// Matrices that the file does not name have the type of the whole; it may be shortened.
  static func read(_ root: InputNode, into plain: QuantizationScheme) throws -> QuantizationScheme {
    var scheme = plain
    var usual: (StoredFormat, String)?
    var named: [(format: StoredFormat, words: String, modules: ModulePatterns)] = []
    for (name, node) in try root.entries() {
      if name == "model_quant_type" { usual = try format(node) }
      guard name.hasSuffix(".weight"), case .text = node.content else { continue }
      let module = String(name.dropLast(".weight".count))
      guard let (format, words) = try format(node) else {
        scheme.ignored.add(module)
        continue
      }
      if let index = named.firstIndex(where: { $0.format == format }) {
        try named[index].modules.add(module, from: node)
      } else {
        named.append((format, words, ModulePatterns(module)))
      }
    }
    let others = named.filter { $0.format != usual?.0 }
    scheme.rules = others.map { .init(modules: $0.modules, format: $0.format) }
    if let usual { scheme.rules.append(.init(modules: nil, format: usual.0)) }
    let words = [usual?.1].compactMap(\.self) + others.map { "\($0.words) in modules listed" }
    scheme.summary = words.isEmpty ? plain.summary : words.joined(separator: "; ")
    return scheme
  }

  /// `nil` for tensors that are not quantised.
  private static func format(_ node: InputNode) throws -> (StoredFormat, String)? {
    let type = try node.text().uppercased()
    if type == "FLOAT" { return nil }
    if type.hasPrefix("W8A8_MX") || type == "W8A8_MXFP8" { return (StoredFormat(.microscaled8(group: 32)), "mxfp8") }
    if type.hasPrefix("W8") { return (StoredFormat(WeightFormat(.integer8)), "int8, one scale per channel") }
    if type.hasPrefix("W4") { return (StoredFormat(WeightFormat(.integer4)), "int4, one scale per channel") }
    throw node.fault(.unknownValue, expected: "\"FLOAT\", or a type that begins with \"W8\" or \"W4\"")
  }
}
