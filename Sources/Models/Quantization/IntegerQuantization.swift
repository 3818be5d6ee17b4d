import Formats
import Quantities

/// Integers of few bits in groups along the inputs, each with a 16-bit scale and a zero point: AWQ, GPTQ and AutoRound.
enum IntegerQuantization {
  /// What a group of weights is stored as.
  private struct Group {
    let bits: Int
    /// Inputs that share a scale; `nil` for the whole row.
    let size: Int?

    /// - Throws: `Diagnostic` "unsupported-value" for other than 4 and 8 bits.
    init(bits node: InputNode, size: InputNode?) throws {
      let bits = try node.integer(atLeast: 1, atMost: 16)
      guard bits == 4 || bits == 8 else { throw node.fault(.unsupportedValue, expected: "4 or 8 bits") }
      self.bits = bits
      self.size = try Self.size(size)
    }

    init(bits: Int, size: Int?) {
      self.bits = bits
      self.size = size
    }

    /// −1 means the whole row.
    static func size(_ node: InputNode?) throws -> Int? {
      guard let node else { return 128 }
      if case .integer(-1) = node.content { return nil }
      return try node.integer(atLeast: 1, atMost: SizeLimit.width.rawValue)
    }

    /// - Parameters:
    ///   - zeroBits: Bits of the zero point of a group.
    ///   - bytesPerInput: Bytes stored for each input.
    func format(zeroBits: Int, bytesPerInput: Double = 0) -> StoredFormat {
      let format: NumberFormat = bits == 4 ? .integer4 : .integer8
      guard let size else {
        var stored = StoredFormat(WeightFormat(format))
        stored.bytesPerInput = bytesPerInput
        return stored
      }
      return StoredFormat(format, group: size, groupBytes: 2 + Double(zeroBits) / 8, bytesPerInput: bytesPerInput)
    }

    var words: String { "int\(bits), \(size.map { "groups of \($0)" } ?? "one scale per row")" }
  }

  /// AWQ; older files name bits and group size as the quantiser does (`w_bit`, `q_group_size`).
  static func awq(_ settings: ConfigurationSection, into plain: QuantizationScheme) throws -> QuantizationScheme {
    var scheme = plain
    guard let bits = try settings.value(anyOf: ["bits", "w_bit"]) else {
      throw settings.missing("bits or w_bit", expected: "4 or 8")
    }
    let group = try Group(bits: bits, size: settings.value(anyOf: ["group_size", "q_group_size"]))
    let hasZeroPoint = try settings.flag("zero_point", default: true)
    scheme.ignored = try ModulePatterns(settings.value("modules_to_not_convert"))
    scheme.exemptTowers()
    settings.disregard(
      "version", "backend", "do_fuse", "fuse_max_seq_len", "modules_to_fuse", "exllama_config",
      "activation_scheme", "calib_data", "modality", "checkpoint_format")
    scheme.rules = [.init(modules: nil, format: group.format(zeroBits: hasZeroPoint ? group.bits : 0))]
    scheme.summary = "awq, \(group.words)\(hasZeroPoint ? ", zero points" : "")"
    return scheme
  }

  /// GPTQ. Checkpoints hold zero points whether or not they are symmetric, and the number of the group of each input.
  static func gptq(_ settings: ConfigurationSection, into plain: QuantizationScheme) throws -> QuantizationScheme {
    var scheme = plain
    let group = try Group(bits: settings.required("bits", expected: "4 or 8"), size: settings.value("group_size"))
    func stored(_ group: Group) -> StoredFormat { group.format(zeroBits: group.bits, bytesPerInput: 4) }
    for (pattern, change) in try settings.section("dynamic")?.node.entries() ?? [] {
      try add(pattern, ConfigurationSection(node: change, readKeys: settings.readKeys), group, stored, to: &scheme)
    }
    settings.disregard("dynamic")
    let inside = try settings.value("modules_in_block_to_quantize").map { try insideOnly($0) }
    scheme.exemptTowers()
    scheme.rules.append(.init(modules: inside, format: stored(group)))
    scheme.quantizesHead = try settings.flag("lm_head")
    scheme.summary = "gptq, \(group.words)" + (scheme.rules.count > 1 ? "; other formats in modules listed" : "")
    settings.disregard(
      "damp_percent", "damp_auto_increment", "desc_act", "static_groups", "sym", "true_sequential",
      "model_name_or_path",
      "model_file_base_name", "checkpoint_format", "meta", "pack_dtype", "batch_size", "block_name_to_quantize",
      "cache_block_outputs", "dataset", "exllama_config", "use_cuda_fp16", "max_input_length", "backend",
      "module_name_preceding_first_block", "pad_token_id", "tokenizer", "use_exllama", "disable_exllama", "mse",
      "is_marlin_format", "quantizer", "model_seqlen", "act_group_aware", "lm_head", "method", "format",
      "offload_to_disk")
    return scheme
  }

  /// A line of `dynamic`: "-:" exempts what the expression after it fits, "+:" or nothing gives it bits of its own.
  private static func add(
    _ pattern: String, _ change: ConfigurationSection, _ usual: Group, _ stored: (Group) -> StoredFormat,
    to scheme: inout QuantizationScheme
  ) throws {
    let expression = pattern.hasPrefix("-:") || pattern.hasPrefix("+:") ? String(pattern.dropFirst(2)) : pattern
    if pattern.hasPrefix("-:") { return try scheme.ignored.add("re:" + expression, from: change.node) }
    var modules = ModulePatterns()
    try modules.add("re:" + expression, from: change.node)
    let bits = try change.value("bits")
    let size = try change.value("group_size")
    change.disregard("sym", "desc_act", "damp_percent", "mse")
    try change.readKeys.checkEveryKeyRead(in: change.node)
    let group = try Group(
      bits: bits.map { try Group(bits: $0, size: nil).bits } ?? usual.bits,
      size: size == nil ? usual.size : Group.size(size))
    scheme.rules.append(.init(modules: modules, format: stored(group)))
  }

  /// A list of modules, or of lists of modules that are quantised together.
  private static func insideOnly(_ node: InputNode) throws -> ModulePatterns {
    var modules = ModulePatterns()
    for item in try node.items() {
      if case .list(let names) = item.content {
        for name in names { try modules.add(name.text(), from: name) }
      } else {
        try modules.add(item.text(), from: item)
      }
    }
    return modules
  }

  /// AutoRound, which packs as GPTQ or AWQ do.
  static func autoRound(_ settings: ConfigurationSection, into plain: QuantizationScheme) throws -> QuantizationScheme {
    var scheme = plain
    let group = try Group(bits: settings.required("bits", expected: "4 or 8"), size: settings.value("group_size"))
    if let type = try settings.value("data_type"), try type.text() != "int" {
      throw type.fault(.unsupportedValue, expected: "\"int\"")
    }
    scheme.exemptTowers()
    for (module, change) in try settings.section("extra_config")?.node.entries() ?? [] {
      let own = ConfigurationSection(node: change, readKeys: settings.readKeys)
      own.disregard(
        "sym", "data_type", "act_bits", "act_data_type", "act_dynamic", "act_group_size", "act_sym", "scale_dtype")
      let bits = try own.value("bits")
      let size = try own.value("group_size")
      try own.readKeys.checkEveryKeyRead(in: change)
      guard let bits else { continue }
      if try bits.integer(atLeast: 1, atMost: 32) >= 16 {
        scheme.ignored.add(module)
      } else {
        let other = try Group(
          bits: Group(bits: bits, size: nil).bits, size: size == nil ? group.size : Group.size(size))
        scheme.rules.append(.init(modules: ModulePatterns(module), format: other.format(zeroBits: other.bits)))
      }
    }
    scheme.rules.append(.init(modules: nil, format: group.format(zeroBits: group.bits)))
    scheme.summary = "auto-round, \(group.words)"
    settings.disregard(
      "act_bits", "act_data_type", "act_dynamic", "act_group_size", "act_sym", "amp", "autoround_version", "backend",
      "batch_size", "block_name_to_quantize", "quant_block_list", "dataset", "enable_minmax_tuning",
      "enable_norm_bias_tuning",
      "enable_quanted_input", "extra_config", "gradient_accumulate_steps", "iters", "low_gpu_mem_usage", "lr",
      "minmax_lr",
      "nsamples", "packing_format", "scale_dtype", "seqlen", "sym",
      "to_quant_block_names",
      "train_bs", "damp_percent", "desc_act", "true_sequential", "version", "zero_point", "weight_dtype")
    return scheme
  }
}
