import Formats
import Quantities

/// Reads the quantisation of a checkpoint, in the forms found in published configurations.
enum QuantizationReader {
  /// The scheme of a configuration: from its `quantization_config`, inside or outside of `text_config`, or from the
  /// second file `hf_quant_config.json`; unquantised where there is neither.
  /// - Throws: `Diagnostic` "unknown-value" for a method that is not known, and faults of the values.
  static func read(_ configuration: ModelConfiguration) throws -> QuantizationScheme {
    let modelFormat = try configuration.modelFormat()
    let plain = QuantizationScheme(modelFormat: modelFormat, summary: "none (\(modelFormat.rawValue))")
    let inner = try configuration.text.value("quantization_config")
    guard let settings = try inner ?? configuration.outer.value("quantization_config") else {
      guard let file = configuration.quantizationFile else { return plain }
      return try ModelOptQuantization.read(file.required("quantization", expected: "a mapping"), into: plain)
    }
    var scheme = try scheme(settings, plain)
    if let kind = try configuration.text.value("expert_dtype") { try ExpertFormat.apply(kind, to: &scheme) }
    if scheme.cacheFormat == nil { scheme.cacheFormat = try cacheFormat(configuration.quantizationFile) }
    return scheme
  }

  /// The cache format of `hf_quant_config.json`, which may complete the configuration.
  private static func cacheFormat(_ file: InputNode?) throws -> NumberFormat? {
    try CacheScheme.format(algorithm: file?.optional("quantization")?.optional("kv_cache_quant_algo"))
  }

  private static func scheme(_ settings: InputNode, _ plain: QuantizationScheme) throws -> QuantizationScheme {
    guard let method = try settings.optional("quant_method") else {
      // The quantiser ModelOpt does not always name itself.
      guard try settings.optional("quant_algo") != nil else {
        throw Diagnostic(
          id: .missingKey, file: settings.file, key: settings.path(to: "quant_method"), found: "no such key",
          expected: "how the checkpoint is quantised")
      }
      return try ModelOptQuantization.read(settings, into: plain)
    }
    switch try method.text() {
    case "fp8": return try float8(settings, plain)
    case "mxfp4": return try mxfp4(settings, plain)
    case "compressed-tensors": return try CompressedTensors.read(settings, into: plain)
    case "modelopt": return try ModelOptQuantization.read(settings, into: plain)
    default:
      throw method.fault(
        .unknownValue, expected: "one of \"fp8\", \"mxfp4\", \"compressed-tensors\", \"modelopt\"",
        advice: "tensor sizes depend on it")
    }
  }

  /// FP8 with a scale per block (`weight_block_size`), or per tensor where that is null.
  private static func float8(_ settings: InputNode, _ plain: QuantizationScheme) throws -> QuantizationScheme {
    var scheme = plain
    if let block = try settings.optional("weight_block_size") {
      let sides = try block.items().map { try $0.integer(atLeast: 1, atMost: SizeLimit.width.rawValue) }
      guard sides.count == 2 else { throw block.fault(.wrongType, expected: "two whole numbers") }
      scheme.rules = [.init(modules: nil, format: .float8(block: sides[0], sides[1]))]
      scheme.summary = "fp8, blocks of \(sides[0]) × \(sides[1])"
    } else {
      scheme.rules = [.init(modules: nil, format: WeightFormat(.float8))]
      scheme.summary = "fp8, one scale per tensor"
    }
    scheme.ignored = try ModulePatterns(settings.optional(anyOf: ["modules_to_not_convert", "ignored_layers"]))
    return scheme
  }

  private static func mxfp4(_ settings: InputNode, _ plain: QuantizationScheme) throws -> QuantizationScheme {
    var scheme = plain
    scheme.rules = [.init(modules: nil, format: .standard(.mxfp4))]
    scheme.ignored = try ModulePatterns(settings.optional("modules_to_not_convert"))
    scheme.summary = "mxfp4, groups of 32"
    return scheme
  }
}

/// The routed experts of DeepSeek-V4, stored in another format than `quantization_config` states.
private enum ExpertFormat {
  static func apply(_ kind: InputNode, to scheme: inout QuantizationScheme) throws {
    let experts = ModulePatterns("*.experts.*")
    switch try kind.text() {
    case "fp4":
      scheme.rules.insert(.init(modules: experts, format: .standard(.mxfp4)), at: 0)
      scheme.summary += "; routed experts mxfp4"
    case "fp8": break
    default: throw kind.fault(.unknownValue, expected: "\"fp4\" or \"fp8\"")
    }
  }
}

/// Quantisation as the library compressed-tensors writes it: groups of modules, each with a weight format.
private enum CompressedTensors {
  /// - Throws: `Diagnostic` "unknown-value" for a combination of bits and type that is not known.
  static func read(_ settings: InputNode, into plain: QuantizationScheme) throws -> QuantizationScheme {
    var scheme = plain
    var words: [String] = []
    for (_, group) in try settings.required("config_groups", expected: "a mapping").entries() {
      guard let weights = try group.optional("weights") else { continue }
      let (format, summary) = try weightFormat(weights)
      scheme.rules.append(.init(modules: try targets(of: group), format: format))
      words.append(summary)
    }
    scheme.ignored = try ModulePatterns(settings.optional("ignore"))
    scheme.cacheFormat = try CacheScheme.format(settings.optional("kv_cache_scheme"))
    scheme.summary = words.isEmpty ? plain.summary : words.joined(separator: "; ")
    return scheme
  }

  /// "Linear" is a class, and means every linear layer.
  private static func targets(of group: InputNode) throws -> ModulePatterns? {
    let list = try group.required("targets", expected: "a list of modules")
    if try list.items().contains(where: { try $0.text() == "Linear" }) { return nil }
    return try ModulePatterns(list)
  }

  private static func weightFormat(_ weights: InputNode) throws -> (WeightFormat, String) {
    let bits = try weights.required("num_bits").integer(atLeast: 1, atMost: 64)
    let type = try weights.required("type").text()
    let group = try weights.optional("group_size")?.integer(atLeast: 1, atMost: SizeLimit.width.rawValue)
    let format: NumberFormat
    switch (type, bits) {
    case ("float", 8): format = .float8
    case ("int", 8): format = .integer8
    case ("int", 4): format = .integer4
    case ("float", 4): format = group == 16 ? .nvfp4 : .mxfp4
    default:
      throw weights.fault(.unknownValue, expected: "4 or 8 bits of type \"int\" or \"float\"")
    }
    if let group {
      return (grouped(format, group), "\(format.rawValue), groups of \(group)")
    }
    if let block = try weights.optional("block_structure")?.items(), block.count == 2 {
      let sides = try block.map { try $0.integer(atLeast: 1, atMost: SizeLimit.width.rawValue) }
      return (.float8(block: sides[0], sides[1]), "\(format.rawValue), blocks of \(sides[0]) × \(sides[1])")
    }
    return (WeightFormat(format), "\(format.rawValue), one scale per channel or tensor")
  }

  /// FP4 has 8-bit scales, the others 16-bit ones.
  private static func grouped(_ format: NumberFormat, _ size: Int) -> WeightFormat {
    let scaleBytes: Double = format == .nvfp4 || format == .mxfp4 ? 1 : 2
    return WeightFormat(
      format, scaleBytesPerElement: scaleBytes / Double(size), group: format == .mxfp4 ? 1 : size)
  }
}

/// Quantisation as NVIDIA's ModelOpt writes it, inline or in `hf_quant_config.json`.
private enum ModelOptQuantization {
  /// - Throws: `Diagnostic` "unknown-value" for an algorithm that is not known.
  static func read(_ settings: InputNode, into plain: QuantizationScheme) throws -> QuantizationScheme {
    var scheme = plain
    scheme.ignored = try ModulePatterns(settings.optional(anyOf: ["exclude_modules", "ignore"]))
    scheme.cacheFormat =
      try CacheScheme.format(settings.optional("kv_cache_scheme"))
      ?? CacheScheme.format(algorithm: settings.optional("kv_cache_quant_algo"))
    let algorithm = try settings.required("quant_algo", expected: "an algorithm")
    if try algorithm.text() == "MIXED_PRECISION" {
      scheme.rules = try mixed(settings.required("quantized_layers", expected: "a mapping of modules"))
      scheme.summary = "mixed precision, layer by layer"
    } else {
      let (format, summary) = try weightFormat(algorithm, settings)
      scheme.rules = [.init(modules: nil, format: format)]
      scheme.summary = summary
    }
    return scheme
  }

  /// One rule for each algorithm, in the order in which they first appear.
  private static func mixed(_ layers: InputNode) throws -> [QuantizationScheme.Rule] {
    var patterns: [(format: WeightFormat, modules: ModulePatterns)] = []
    for (module, settings) in try layers.entries() {
      let format = try weightFormat(settings.required("quant_algo"), settings).0
      if let index = patterns.firstIndex(where: { $0.format == format }) {
        try patterns[index].modules.add(module, from: settings)
      } else {
        patterns.append((format, ModulePatterns(module)))
      }
    }
    return patterns.map { .init(modules: $0.modules, format: $0.format) }
  }

  private static func weightFormat(_ algorithm: InputNode, _ settings: InputNode) throws -> (WeightFormat, String) {
    let size = try settings.optional("group_size")?.integer(atLeast: 1, atMost: SizeLimit.width.rawValue)
    switch try algorithm.text().uppercased() {
    case "NVFP4":
      let group = size ?? 16
      return (WeightFormat(.nvfp4, scaleBytesPerElement: 1 / Double(group), group: group), "nvfp4, groups of \(group)")
    case "MXFP4":
      let group = size ?? 32
      return (WeightFormat(.mxfp4, scaleBytesPerElement: 1 / Double(group)), "mxfp4, groups of \(group)")
    case "FP8": return (WeightFormat(.float8), "fp8, one scale per tensor")
    case "FP8_PB_WO": return (.standard(.float8), "fp8, blocks of 128 × 128")
    default:
      throw algorithm.fault(
        .unknownValue, expected: "\"FP8\", \"FP8_PB_WO\", \"NVFP4\", \"MXFP4\" or \"MIXED_PRECISION\"")
    }
  }
}
