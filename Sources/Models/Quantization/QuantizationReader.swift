import Inputs
import Quantities

/// Reads how a checkpoint is quantised, in the ways that published configurations say it.
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

  /// The second file may add what the first leaves out.
  private static func cacheFormat(_ file: InputNode?) throws -> NumberFormat? {
    try CacheScheme.format(algorithm: file?.optional("quantization")?.optional("kv_cache_quant_algo"))
  }

  private static func scheme(_ settings: InputNode, _ plain: QuantizationScheme) throws -> QuantizationScheme {
    guard let method = try settings.optional("quant_method") else {
      // The quantiser ModelOpt does not always name itself.
      guard try settings.optional("quant_algo") != nil else {
        throw Diagnostic(
          id: "missing-key", file: settings.file, key: settings.path(to: "quant_method"), found: "no such key",
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
        "unknown-value", expected: "one of \"fp8\", \"mxfp4\", \"compressed-tensors\", \"modelopt\"",
        advice: "tensor sizes depend on it")
    }
  }

  /// FP8 with a scale per block (`weight_block_size`), or per tensor where that is null.
  private static func float8(_ settings: InputNode, _ plain: QuantizationScheme) throws -> QuantizationScheme {
    var scheme = plain
    if let block = try settings.optional("weight_block_size") {
      let sides = try block.items().map { try $0.integer(atLeast: 1, atMost: SizeLimit.width.rawValue) }
      guard sides.count == 2 else { throw block.fault("wrong-type", expected: "two whole numbers") }
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

/// DeepSeek-V4 stores its routed experts in another format than `quantization_config` says.
private enum ExpertFormat {
  static func apply(_ kind: InputNode, to scheme: inout QuantizationScheme) throws {
    let experts = ModulePatterns("*.experts.*")
    switch try kind.text() {
    case "fp4":
      scheme.rules.insert(.init(modules: experts, format: .standard(.mxfp4)), at: 0)
      scheme.summary += "; routed experts mxfp4"
    case "fp8": break
    default: throw kind.fault("unknown-value", expected: "\"fp4\" or \"fp8\"")
    }
  }
}
