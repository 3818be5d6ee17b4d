import Formats
import Quantities

/// Quantisation as AMD's Quark writes it: one specification for all linear layers, and others for layers by name.
enum QuarkQuantization {
  /// - Throws: `Diagnostic` "unknown-value" for a type or a scheme that is not known.
  static func read(_ settings: ConfigurationSection, into plain: QuantizationScheme) throws -> QuantizationScheme {
    var scheme = plain
    scheme.ignored = try ModulePatterns(settings.value("exclude"))
    var words: [String] = []
    let layers = try settings.section("layer_quant_config")
    for (pattern, _) in try layers?.node.entries() ?? [] {
      guard let own = try layers?.section(pattern), let (format, summary) = try weights(of: own) else { continue }
      scheme.rules.append(.init(modules: ModulePatterns(pattern), format: format))
      words.append("\(summary) in modules listed")
    }
    if let all = try settings.section("global_quant_config"), let (format, summary) = try weights(of: all) {
      scheme.rules.append(.init(modules: nil, format: format))
      words.insert(summary, at: 0)
    }
    if !words.isEmpty { scheme.summary = words.joined(separator: "; ") }
    scheme.cacheFormat = try cacheFormat(settings)
    settings.disregard(
      "algo_config", "export", "quant_mode", "softmax_quant_spec", "kv_cache_post_rope", "version", "quant_method",
      "layer_type_quant_config", "layer_quant_config", "kv_cache_quant_config")
    return scheme
  }

  private static func weights(of section: ConfigurationSection) throws -> (StoredFormat, String)? {
    section.disregard("input_tensors", "output_tensors", "bias", "target_device")
    guard let weight = try section.value("weight") else { return nil }
    section.disregard("weight")
    // Several steps are written as a list, of which the last is what is stored.
    let node: InputNode
    if case .list(let steps) = weight.content, let last = steps.last { node = last } else { node = weight }
    return try format(ConfigurationSection(node: node, readKeys: section.readKeys))
  }

  private static func format(_ weight: ConfigurationSection) throws -> (StoredFormat, String) {
    let type = try weight.required("dtype", expected: "the type of an element")
    let group = try weight.value("group_size")?.integer(atLeast: 1, atMost: SizeLimit.width.rawValue)
    let isGrouped = try weight.word("qscheme") == "per_group"
    let isSymmetric = try weight.flag("symmetric", default: true)
    weight.disregard(
      "ch_axis", "round_method", "scale_type", "scale_format", "scale_calculation_mode", "observer_cls", "is_dynamic",
      "is_scale_quant", "mx_element_dtype", "zero_point_type")
    try weight.readKeys.checkEveryKeyRead(in: weight.node)
    func plain(_ format: NumberFormat) -> (StoredFormat, String) {
      (StoredFormat(WeightFormat(format)), "\(format.rawValue), one scale per channel or tensor")
    }
    switch try type.text() {
    case "fp8_e4m3", "fp8_e5m2":
      guard isGrouped, let group else { return plain(.float8) }
      return (StoredFormat(.microscaled8(group: group)), "fp8, groups of \(group)")
    case "fp4", "mxfp4", "mx":
      return (StoredFormat(.mxfp4, group: group ?? 32, groupBytes: 1), "mxfp4, groups of \(group ?? 32)")
    case "int8": return plain(.integer8)
    case "int4", "uint4":
      guard isGrouped, let group else { return plain(.integer4) }
      let zeroBytes = isSymmetric ? 0 : 0.5
      return (StoredFormat(.integer4, group: group, groupBytes: 2 + zeroBytes), "int4, groups of \(group)")
    default: throw type.fault(.unknownValue, expected: "\"fp8_e4m3\", \"fp4\", \"int8\", \"int4\" or \"uint4\"")
    }
  }

  /// The format of the outputs of key and value projections.
  private static func cacheFormat(_ settings: ConfigurationSection) throws -> NumberFormat? {
    for (_, node) in try settings.section("kv_cache_quant_config")?.node.entries() ?? [] {
      guard let outputs = try node.optional("output_tensors"), let type = try outputs.optional("dtype") else {
        continue
      }
      switch try type.text() {
      case "fp8_e4m3", "fp8_e5m2": return .float8
      case "int8": return .integer8
      default: throw type.fault(.unknownValue, expected: "\"fp8_e4m3\" or \"int8\"")
      }
    }
    return nil
  }
}
