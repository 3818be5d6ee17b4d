import Formats
import Quantities

/// Reads the quantisation of a checkpoint, in the forms found in published configurations.
enum QuantizationReader {
  /// The scheme of a configuration: from its `quantization_config`, inside or outside of `text_config`, or from a file
  /// beside it; unquantised where there is neither.
  /// - Throws: `Diagnostic` "unknown-value" for a method that is not known, "unread-key" for a key that no reader knows,
  ///   and faults of the values.
  static func read(_ configuration: ModelConfiguration) throws -> QuantizationScheme {
    let modelFormat = try configuration.modelFormat()
    let plain = QuantizationScheme(modelFormat: modelFormat, summary: "none (\(modelFormat.rawValue))")
    guard let settings = try settings(of: configuration) else {
      guard let file = configuration.quantizationFile else { return plain }
      return try file.scheme(into: plain)
    }
    var scheme = try scheme(settings, plain)
    if let kind = try configuration.text.value("expert_dtype") { try ExpertFormat.apply(kind, to: &scheme) }
    try ModelOptQuantization.override(&scheme, settings)
    try settings.readKeys.checkEveryKeyRead(in: settings.node)
    if scheme.cacheFormat == nil { scheme.cacheFormat = try configuration.quantizationFile?.cacheFormat() }
    return scheme
  }

  private static func settings(of configuration: ModelConfiguration) throws -> ConfigurationSection? {
    for section in [configuration.text, configuration.outer] {
      for name in ["quantization_config", "compression_config"] {
        if let settings = try section.section(name) { return settings }
      }
    }
    return nil
  }

  private static func scheme(
    _ settings: ConfigurationSection, _ plain: QuantizationScheme
  ) throws -> QuantizationScheme {
    guard let method = try settings.value("quant_method") else {
      // A bare wish for bitsandbytes is one of its older forms.
      for name in ["load_in_4bit", "load_in_8bit"] where try settings.flag(name) {
        return try BitsAndBytes.read(settings, into: plain)
      }
      // The quantiser ModelOpt does not always name itself.
      guard try settings.value("quant_algo") != nil else {
        throw settings.missing("quant_method", expected: "how the checkpoint is quantised")
      }
      return try ModelOptQuantization.read(settings, into: plain)
    }
    let name = try method.text().lowercased()
    switch name {
    case "fp8", "mxfp8", "fbgemm_fp8", "mxfp4", "gpt_oss_mxfp4":
      return try FloatQuantization.read(settings, method: name, into: plain)
    case "compressed-tensors", "compressed_tensors": return try CompressedTensors.read(settings, into: plain)
    case "awq", "awq_marlin": return try IntegerQuantization.awq(settings, into: plain)
    case "gptq", "gptq_marlin", "gptqmodel": return try IntegerQuantization.gptq(settings, into: plain)
    case "auto-round", "intel/auto-round", "inc": return try IntegerQuantization.autoRound(settings, into: plain)
    case "bitsandbytes": return try BitsAndBytes.read(settings, into: plain)
    case "quark": return try QuarkQuantization.read(settings, into: plain)
    case _ where name.hasPrefix("modelopt") || name == "nvfp4":
      return try ModelOptQuantization.read(settings, into: plain)
    default:
      throw method.fault(
        .unknownValue,
        expected: "one of " + methods.map { "\"\($0)\"" }.joined(separator: ", "),
        advice:
          "tensor sizes depend on it; --ignore-key quantization_config reads the model as if it were not quantised")
    }
  }

  private static let methods = [
    "fp8", "mxfp8", "fbgemm_fp8", "mxfp4", "compressed-tensors", "modelopt", "awq", "gptq", "auto-round",
    "bitsandbytes",
    "quark",
  ]
}

/// The format of routed experts (DeepSeek-V4), where it is another than `quantization_config` states.
private enum ExpertFormat {
  static func apply(_ kind: InputNode, to scheme: inout QuantizationScheme) throws {
    switch try kind.text() {
    case "fp4":
      scheme.rules.insert(.init(modules: ModulePatterns("*.experts.*"), format: WeightFormat.standard(.mxfp4)), at: 0)
      scheme.summary += "; routed experts mxfp4"
    case "fp8": break
    default: throw kind.fault(.unknownValue, expected: "\"fp4\" or \"fp8\"")
    }
  }
}

/// Floating-point formats of 8 and 4 bits with one scale for a tensor, a row, a block or a group.
private enum FloatQuantization {
  static func read(
    _ settings: ConfigurationSection, method: String, into plain: QuantizationScheme
  ) throws -> QuantizationScheme {
    var scheme = plain
    scheme.ignored = try ModulePatterns(settings.value(anyOf: ["modules_to_not_convert", "ignored_layers"]))
    scheme.cacheFormat = try CacheScheme.format(in: settings)
    settings.disregard(
      "activation_scheme", "fmt", "scale_fmt", "activation_scale_ub", "dequantize", "is_checkpoint_fp8_serialized",
      "activation_dtype", "scale_dtype", "producer", "weight_per_tensor", "act_per_tensor")
    let (format, summary) = try format(settings, method)
    scheme.rules = [.init(modules: nil, format: format)]
    scheme.summary = summary
    return scheme
  }

  private static func format(_ settings: ConfigurationSection, _ method: String) throws -> (WeightFormat, String) {
    let block = try settings.value("weight_block_size")
    let sides = try block?.items().map { try $0.integer(atLeast: 1, atMost: SizeLimit.width.rawValue) }
    if let block, sides?.count != 2 { throw block.fault(.wrongType, expected: "two whole numbers") }
    switch method {
    case "mxfp4", "gpt_oss_mxfp4": return (.standard(.mxfp4), "mxfp4, groups of 32")
    case "mxfp8":
      if let block, let sides, sides[0] != 1 { throw block.fault(.unsupportedValue, expected: "[1, 32]") }
      return (.microscaled8(group: sides?[1] ?? 32), "mxfp8, groups of \(sides?[1] ?? 32)")
    case "fbgemm_fp8": return (WeightFormat(.float8), "fp8, one scale per row")
    default:
      guard let sides else { return (WeightFormat(.float8), "fp8, one scale per tensor") }
      if sides[0] == 1, sides[1] == 32 { return (.microscaled8(group: 32), "mxfp8, groups of 32") }
      return (.float8(block: sides[0], sides[1]), "fp8, blocks of \(sides[0]) × \(sides[1])")
    }
  }
}

/// Quantisation as the library bitsandbytes writes it: NF4 or FP4 with a scale for each 64 elements, or INT8 with one a row.
private enum BitsAndBytes {
  private static let group = 64

  static func read(_ settings: ConfigurationSection, into plain: QuantizationScheme) throws -> QuantizationScheme {
    var scheme = plain
    scheme.ignored = try ModulePatterns(settings.value("llm_int8_skip_modules"))
    settings.disregard(
      "bnb_4bit_compute_dtype", "bnb_4bit_quant_storage", "llm_int8_enable_fp32_cpu_offload",
      "llm_int8_has_fp16_weight", "llm_int8_threshold")
    let inFour = [try settings.flag("load_in_4bit"), try settings.flag("_load_in_4bit")].contains(true)
    let inEight = [try settings.flag("load_in_8bit"), try settings.flag("_load_in_8bit")].contains(true)
    let kind = try settings.value("bnb_4bit_quant_type")
    let isDouble = try settings.flag("bnb_4bit_use_double_quant")
    guard inFour != inEight else {
      throw settings.node.fault(.conflict, expected: "one of load_in_4bit and load_in_8bit")
    }
    guard inFour else {
      scheme.rules = [.init(modules: nil, format: WeightFormat(.integer8))]
      scheme.summary = "int8 (bitsandbytes), one scale per row"
      return scheme
    }
    let word = try kind?.text() ?? "fp4"
    guard ["nf4", "fp4"].contains(word) else {
      throw (kind ?? settings.node).fault(.unknownValue, expected: "\"nf4\" or \"fp4\"")
    }
    // Doubly quantised scales have 8 bits, and a 32-bit scale for each 256 of them.
    let scaleBytes = isDouble ? 1 + 4.0 / 256 : 4
    scheme.rules = [
      .init(modules: nil, format: WeightFormat(.integer4, scaleBytesPerElement: scaleBytes / Double(group)))
    ]
    scheme.summary = "\(word) (bitsandbytes), groups of \(group)\(isDouble ? ", scales in 8 bits" : "")"
    return scheme
  }
}
