import Inputs
import Quantities

/// Quantisation as the library compressed-tensors writes it: groups of modules, each with a weight format.
enum CompressedTensors {
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
      throw weights.fault("unknown-value", expected: "4 or 8 bits of type \"int\" or \"float\"")
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
    return WeightFormat(format, scaleBytesPerElement: scaleBytes / Double(size))
  }
}
