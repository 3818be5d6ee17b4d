import Inputs
import Quantities

/// Quantisation as NVIDIA's ModelOpt writes it, inline or in `hf_quant_config.json`.
enum ModelOptQuantization {
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
      return (WeightFormat(.nvfp4, scaleBytesPerElement: 1 / Double(group)), "nvfp4, groups of \(group)")
    case "MXFP4":
      let group = size ?? 32
      return (WeightFormat(.mxfp4, scaleBytesPerElement: 1 / Double(group)), "mxfp4, groups of \(group)")
    case "FP8": return (WeightFormat(.float8), "fp8, one scale per tensor")
    case "FP8_PB_WO": return (.standard(.float8), "fp8, blocks of 128 × 128")
    default:
      throw algorithm.fault(
        "unknown-value", expected: "\"FP8\", \"FP8_PB_WO\", \"NVFP4\", \"MXFP4\" or \"MIXED_PRECISION\"")
    }
  }
}
