import Formats
import Quantities

/// Quantisation as NVIDIA's ModelOpt writes it, inline or in `hf_quant_config.json`.
enum ModelOptQuantization {
  /// - Throws: `Diagnostic` "unknown-value" for an algorithm that is not known.
  static func read(_ settings: ConfigurationSection, into plain: QuantizationScheme) throws -> QuantizationScheme {
    var scheme = plain
    scheme.ignored = try ModulePatterns(settings.value(anyOf: ["exclude_modules", "ignore"]))
    scheme.cacheFormat =
      try CacheScheme.format(in: settings) ?? CacheScheme.format(algorithm: settings.value("kv_cache_quant_algo"))
    // The groups say once more what the algorithm and the list of layers do.
    settings.disregard("producer", "config_groups", "quant_method", "version")
    let algorithm = try settings.required("quant_algo", expected: "an algorithm")
    if try algorithm.text() == "MIXED_PRECISION" {
      let (rules, words) = try mixed(settings)
      scheme.rules = rules
      scheme.summary = "mixed precision, layer by layer (\(words))"
      _ = try settings.value("group_size")
    } else {
      let (format, summary) = try weightFormat(algorithm, settings)
      scheme.rules = [.init(modules: nil, format: format)]
      scheme.summary = summary
    }
    return scheme
  }

  /// Puts what ModelOpt re-stored over the scheme of the checkpoint that it started from: `quantized_layers` names modules,
  /// `moe_quant_algo` means all routed experts. What they leave out stays as it was.
  static func override(_ scheme: inout QuantizationScheme, _ settings: ConfigurationSection) throws {
    guard try settings.word("quant_method") == "fp8" else { return }
    let experts = try settings.value("moe_quant_algo")
    let algorithm = try settings.value("quant_algo")
    guard try settings.value("quantized_layers") != nil || experts != nil else {
      if let algorithm, try !["FP8", "FP8_PB_WO"].contains(algorithm.text()) {
        throw algorithm.fault(.conflict, expected: "the method fp8, or a list quantized_layers")
      }
      return
    }
    if try settings.value("quantized_layers") != nil {
      let (rules, words) = try mixed(settings)
      scheme.rules = rules + scheme.rules
      scheme.summary = "\(words) in modules listed; otherwise \(scheme.summary)"
    } else if let experts {
      let (format, summary) = try weightFormat(experts, settings)
      scheme.rules.insert(.init(modules: ModulePatterns("*.experts.*"), format: format), at: 0)
      scheme.summary = "routed experts \(summary); otherwise \(scheme.summary)"
    }
    let cacheFormat = try CacheScheme.format(algorithm: settings.value("kv_cache_quant_algo"))
    scheme.cacheFormat = cacheFormat ?? scheme.cacheFormat
    settings.disregard("config_groups", "ignore", "exclude_modules", "group_size")
  }

  /// One rule for each algorithm, in the order in which they first appear, and their names.
  private static func mixed(_ settings: ConfigurationSection) throws -> ([QuantizationScheme.Rule], String) {
    guard let layers = try settings.section("quantized_layers") else {
      throw settings.missing("quantized_layers", expected: "a mapping of modules")
    }
    var patterns: [(format: StoredFormat, modules: ModulePatterns)] = []
    var words: [String] = []
    for (module, node) in try layers.node.entries() {
      settings.readKeys.note(node.key)
      let own = ConfigurationSection(node: node, readKeys: settings.readKeys)
      let (format, name) = try weightFormat(own.required("quant_algo"), own)
      own.disregard("has_zero_point", "pre_quant_scale")
      if let index = patterns.firstIndex(where: { $0.format == format }) {
        try patterns[index].modules.add(module, from: node)
      } else {
        patterns.append((format, ModulePatterns(module)))
        words.append(name)
      }
    }
    return (patterns.map { .init(modules: $0.modules, format: $0.format) }, words.joined(separator: "; "))
  }

  private static func weightFormat(
    _ algorithm: InputNode, _ settings: ConfigurationSection
  ) throws -> (StoredFormat, String) {
    let size = try settings.value("group_size")?.integer(atLeast: 1, atMost: SizeLimit.width.rawValue)
    func plain(_ format: WeightFormat, _ words: String) -> (StoredFormat, String) { (StoredFormat(format), words) }
    func grouped(_ format: NumberFormat, _ usual: Int, _ groupBytes: Double) -> (StoredFormat, String) {
      let group = size ?? usual
      return (StoredFormat(format, group: group, groupBytes: groupBytes), "\(format.rawValue), groups of \(group)")
    }
    switch try algorithm.text().uppercased() {
    // Algorithms that differ in activations, or in how scales were found, store the same bytes.
    case "NVFP4", "W4A16_NVFP4", "W4A8_NVFP4_FP8", "NVFP4_AWQ", "NVFP4_SVDQUANT": return grouped(.nvfp4, 16, 1)
    case "MXFP4", "W4A8_MXFP4_FP8", "W4A16_MXFP4", "W4A8_MXFP4_MXFP8": return grouped(.mxfp4, 32, 1)
    case "MXFP8":
      let group = size ?? 32
      return plain(.microscaled8(group: group), "mxfp8, groups of \(group)")
    case "FP8": return plain(WeightFormat(.float8), "fp8, one scale per tensor")
    case "FP8_PER_CHANNEL_PER_TOKEN", "FP8_PC_PT": return plain(WeightFormat(.float8), "fp8, one scale per channel")
    case "FP8_PB_WO", "FP8_PB_REAL", "FP8_BLOCK_SCALES": return plain(.standard(.float8), "fp8, blocks of 128 × 128")
    case "W4A16_AWQ", "W4A8_AWQ", "INT4_AWQ", "W4A16", "W4A16_GPTQ":
      let zeroBytes = try settings.flag("has_zero_point") ? 0.5 : 0
      settings.disregard("pre_quant_scale")
      return grouped(.integer4, 128, 2 + zeroBytes)
    case "W8A16", "INT8", "W8A8_SQ_PER_CHANNEL", "W8A8_SQ_PER_TENSOR_PLUGIN", "INT8_SQ", "W8A16_GPTQ",
      "W8A8_SQ_PER_CHANNEL_PER_TOKEN_PLUGIN":
      settings.disregard("pre_quant_scale", "has_zero_point", "smoothquant_val", "clamp_val")
      return plain(WeightFormat(.integer8), "int8, one scale per channel")
    default:
      throw algorithm.fault(
        .unknownValue,
        expected:
          "\"FP8\", \"FP8_PB_WO\", \"MXFP8\", \"NVFP4\", \"MXFP4\", \"W4A16_NVFP4\", \"W4A16_AWQ\", \"W4A8_AWQ\", "
          + "\"W8A16\", \"W8A8_SQ_PER_CHANNEL\" or \"MIXED_PRECISION\"")
    }
  }
}
