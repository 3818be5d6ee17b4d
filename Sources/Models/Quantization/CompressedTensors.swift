import Formats
import Quantities

/// Quantisation as the library compressed-tensors writes it: groups of modules, each with a weight format.
enum CompressedTensors {
  /// - Throws: `Diagnostic` "unknown-value" for a combination of bits and type that is not known.
  static func read(_ settings: ConfigurationSection, into plain: QuantizationScheme) throws -> QuantizationScheme {
    var scheme = plain
    var words: [String] = []
    try requireDense(settings)
    let container = try settings.word("format")
    guard let groups = try settings.section("config_groups") else {
      throw settings.missing("config_groups", expected: "a mapping")
    }
    for (name, _) in try groups.node.entries() {
      guard let group = try groups.section(name), let weights = try group.section("weights") else { continue }
      let (format, summary) = try weightFormat(weights, container: group.word("format") ?? container)
      scheme.rules.append(.init(modules: try targets(of: group), format: format))
      words.append(summary)
      group.disregard("input_activations", "output_activations")
    }
    scheme.ignored = try ModulePatterns(settings.value("ignore"))
    scheme.quantizesHead = true
    scheme.cacheFormat = try CacheScheme.format(in: settings)
    scheme.summary = words.isEmpty ? plain.summary : words.joined(separator: "; ")
    settings.disregard(
      "quantization_status", "global_compression_ratio", "version", "observer_config", "producer")
    return scheme
  }

  /// 2:4 sparsity leaves half of the weights out, in a layout that is not read here.
  private static func requireDense(_ settings: ConfigurationSection) throws {
    guard let sparsity = try settings.section("sparsity_config") else { return }
    if let format = try sparsity.value("format"), try format.text() != "dense" {
      throw format.fault(.unsupportedValue, expected: "\"dense\": the bytes of sparse weights are not known here")
    }
    settings.disregard("sparsity_config")
  }

  /// "Linear" is a class, and means every linear layer.
  private static func targets(of group: ConfigurationSection) throws -> ModulePatterns? {
    let list = try group.required("targets", expected: "a list of modules")
    if try list.items().contains(where: { try $0.text() == "Linear" }) { return nil }
    return try ModulePatterns(list)
  }

  /// The format of `weights`, and its words. Also used for the groups that ModelOpt writes.
  static func weightFormat(_ weights: ConfigurationSection, container: String? = nil) throws -> (StoredFormat, String) {
    if container == "marlin-24" {
      throw weights.node.fault(
        .unsupportedValue, expected: "dense weights: the bytes of sparse ones are not known here")
    }
    let bits = try weights.required("num_bits").integer(atLeast: 1, atMost: 64)
    let type = try weights.required("type").text()
    let strategy = try weights.word("strategy")
    var group = try Self.group(weights)
    let format: NumberFormat
    switch (type, bits) {
    case ("float", 8): format = .float8
    case ("int", 8): format = .integer8
    case ("int", 4): format = .integer4
    case ("float", 4):
      group = group ?? (container == "nvfp4-pack-quantized" || strategy == "tensor_group" ? 16 : 32)
      format = group == 16 ? .nvfp4 : .mxfp4
    default: throw weights.node.fault(.unknownValue, expected: "4 or 8 bits of type \"int\" or \"float\"")
    }
    let isSymmetric = try weights.flag("symmetric", default: true)
    let isReordered = try weights.value("actorder").map { order in
      if case .text("static") = order.content { return false }
      if case .text("weight") = order.content { return false }
      return true
    }
    let hasByteScales = try weights.word("scale_dtype").map { $0.contains("8") } ?? (container == "mxfp8-quantized")
    weights.disregardQuantizerSettings()
    if let sides = try blockSides(weights) {
      let scales = 4 / Double(sides[0] * sides[1])
      return (
        StoredFormat(WeightFormat(format, scaleBytesPerElement: scales, group: max(sides[0], sides[1]))),
        "\(format.rawValue), blocks of \(sides[0]) × \(sides[1])"
      )
    }
    guard let group else {
      return (StoredFormat(WeightFormat(format)), "\(format.rawValue), one scale per channel or tensor")
    }
    // Scales of four-bit floats have 8 bits, of MXFP8 too; others 16. Zero points are packed like the weights.
    let scaleBytes: Double = format == .nvfp4 || format == .mxfp4 || (format == .float8 && hasByteScales) ? 1 : 2
    let zeroBytes = isSymmetric || type == "float" ? 0 : Double(bits) / 8
    return (
      StoredFormat(
        format, group: group, groupBytes: scaleBytes + zeroBytes, bytesPerInput: isReordered == true ? 4 : 0),
      "\(format == .float8 && hasByteScales ? "mxfp8" : format.rawValue), groups of \(group)\(zeroBytes > 0 ? ", zero points" : "")"
    )
  }

  /// `block_structure`: a list of two sides, or both in a word, "128x128".
  private static func blockSides(_ weights: ConfigurationSection) throws -> [Int]? {
    guard let block = try weights.value("block_structure") else { return nil }
    let limit = SizeLimit.width.rawValue
    let sides: [Int]
    if case .text(let word) = block.content {
      sides = word.split(separator: "x").compactMap { Int($0) }.filter { (1...limit).contains($0) }
    } else {
      sides = try block.items().map { try $0.integer(atLeast: 1, atMost: limit) }
    }
    guard sides.count == 2 else { throw block.fault(.wrongType, expected: "two whole numbers, or \"128x128\"") }
    return sides
  }

  /// −1 means the whole row.
  private static func group(_ weights: ConfigurationSection) throws -> Int? {
    guard let node = try weights.value("group_size") else { return nil }
    if case .integer(-1) = node.content { return nil }
    return try node.integer(atLeast: 1, atMost: SizeLimit.width.rawValue)
  }
}
