import Formats
import Quantities

/// How checkpoints of a scheme store the matrix of a linear layer, whose scales may depend on its sides.
struct StoredFormat: Hashable {
  /// The format, with the scales that every element has a share of.
  var weights: WeightFormat
  /// Bytes that are stored once for each element of an operand: the 32-bit group numbers of GPTQ (`g_idx`).
  var bytesPerInput: Double = 0

  init(_ weights: WeightFormat) { self.weights = weights }

  /// Elements of a format in groups along the inputs, each with `groupBytes` of scales and zero points.
  init(_ format: NumberFormat, group: Int, groupBytes: Double, bytesPerInput: Double = 0) {
    weights = WeightFormat(
      format, scaleBytesPerElement: groupBytes / Double(group), group: format == .mxfp4 ? 1 : group)
    self.bytesPerInput = bytesPerInput
  }

  /// The format of a matrix of so many outputs and inputs.
  func weightFormat(outputs: Int) -> WeightFormat {
    guard bytesPerInput > 0 else { return weights }
    return WeightFormat(
      weights.format, scaleBytesPerElement: weights.scaleBytesPerElement + bytesPerInput / Double(outputs),
      group: weights.group)
  }
}

/// The storage formats of a checkpoint's tensors, decided by their full names.
struct QuantizationScheme {
  /// A format and the modules that have it.
  struct Rule {
    /// `nil` means every linear layer.
    let modules: ModulePatterns?
    let format: StoredFormat

    init(modules: ModulePatterns?, format: StoredFormat) {
      self.modules = modules
      self.format = format
    }

    init(modules: ModulePatterns?, format: WeightFormat) { self.init(modules: modules, format: StoredFormat(format)) }
  }

  /// The format of everything that no rule touches.
  let modelFormat: NumberFormat
  /// The first rule that fits decides.
  var rules: [Rule] = []
  /// Modules that stay in the model's format.
  var ignored = ModulePatterns()
  /// The LM head is a linear layer like others, unless it is named among the exceptions.
  var quantizesHead = false
  /// A summary for people: "fp8, blocks of 128 × 128".
  var summary: String
  /// The KV-cache format that the checkpoint asks for.
  var cacheFormat: NumberFormat?

  /// The format of a linear layer's weight.
  /// - Parameters:
  ///   - module: The full name without ".weight": "model.layers.3.self_attn.o_proj".
  ///   - outputs: The elements of a result.
  func format(ofModule module: String, outputs: Int) -> WeightFormat {
    if !rules.isEmpty, !ignored.match(module) {
      for rule in rules where rule.modules?.match(module) ?? true { return rule.format.weightFormat(outputs: outputs) }
    }
    return WeightFormat(modelFormat)
  }

  /// Exempts what is beside the language model: methods that quantise decoder layers one by one leave towers alone.
  mutating func exemptTowers() {
    for name in Self.towers { ignored.add(name) }
  }

  private static let towers = [
    "visual", "vision_tower", "vision_model", "vision_encoder", "audio_tower", "mm_projector", "multi_modal_projector",
    "embed_vision", "embed_audio", "mlp1",
  ]
}

/// The KV-cache format that a checkpoint asks for.
enum CacheScheme {
  /// Reads a `kv_cache_scheme`: `{"num_bits": 8, "type": "float"}`, or the plain word "FP8" that exports of NVIDIA have.
  static func format(_ scheme: ConfigurationSection?) throws -> NumberFormat? {
    guard let scheme else { return nil }
    let bits = try scheme.required("num_bits").integer(atLeast: 1, atMost: 64)
    scheme.disregardQuantizerSettings()
    switch (try scheme.required("type").text(), bits) {
    case ("float", 8): return .float8
    case ("int", 8): return .integer8
    case ("float", 4): return .nvfp4
    default: throw scheme.node.fault(.unknownValue, expected: "8 bits, or 4 bits of type \"float\"")
    }
  }

  /// Reads a `kv_cache_quant_algo`: "FP8".
  static func format(algorithm: InputNode?) throws -> NumberFormat? {
    guard let algorithm else { return nil }
    switch try algorithm.text().uppercased() {
    case "FP8", "FP8_AFFINE": return .float8
    case "INT8": return .integer8
    case "NVFP4", "NVFP4_AFFINE": return .nvfp4
    case "NONE", "AUTO", "BF16", "BFLOAT16": return nil
    default: throw algorithm.fault(.unknownValue, expected: "\"FP8\", \"INT8\" or \"NVFP4\"")
    }
  }

  /// Reads the key `kv_cache_scheme` in either form.
  static func format(in settings: ConfigurationSection, _ name: String = "kv_cache_scheme") throws -> NumberFormat? {
    guard let value = try settings.value(name) else { return nil }
    if case .text = value.content { return try format(algorithm: value) }
    return try format(settings.section(name))
  }
}

extension ConfigurationSection {
  /// A value that must be there.
  /// - Throws: `Diagnostic` "missing-key".
  func required(_ name: String, expected: String = "a value") throws -> InputNode {
    guard let value = try value(name) else { throw missing(name, expected: expected) }
    return value
  }

  /// The value of the first of several keys that is present; all of them count as read.
  func value(anyOf names: [String]) throws -> InputNode? {
    try names.compactMap { try value($0) }.first
  }

  /// Notes the keys with which a quantiser says how it found or rounds scales. None of them changes what is stored.
  func disregardQuantizerSettings() {
    disregard("dynamic", "observer", "observer_kwargs", "symmetric", "strategy", "zp_dtype", "scale_dtype", "is_mse")
  }
}
