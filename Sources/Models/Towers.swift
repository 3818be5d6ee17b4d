import Formats

/// What lies beside the language model: towers that read pictures and sounds, with what projects them into it.
struct Towers {
  var tensors: [Tensor] = []
  /// Sentences about towers that are stated and not counted.
  var remarks: [String] = []

  /// Reads the sections of towers.
  ///
  /// Towers matter to what a GPU holds and not to the layers, so one that is not known is said to be missing, not refused.
  /// - Throws: `Diagnostic` for a size that is missing or wrong in a tower that is known.
  static func read(_ configuration: ModelConfiguration, _ root: TensorMaker, _ frame: ModelFrame) throws -> Towers {
    var towers = Towers()
    let whole = configuration.tower
    for name in ["vision_config", "audio_config"] {
      guard let section = try whole.section(name), try !section.node.entries().isEmpty else { continue }
      // Llama-4 and others have a stub of a section in text-only copies.
      let tower = Tower(section: section, outer: whole, maker: root, textSize: frame.hiddenSize)
      let place = section.node.key
      do {
        if let tensors = try tower.tensors(outerType: whole.word("model_type")) {
          towers.tensors += tensors
          continue
        }
      } catch let fault as Diagnostic where fault.id == .missingKey {
        towers.remarks.append("\(place) leaves out \(fault.key): the weights of its tower are not counted")
        continue
      }
      do {
        let word = try section.word("model_type") ?? ""
        let type = word.isEmpty ? "" : " of type \(word)"
        towers.remarks.append(
          "\(place) describes a tower\(type) that is not known here: its weights are not counted")
      }
    }
    return towers
  }
}

/// One tower.
struct Tower {
  let section: ConfigurationSection
  /// The section that holds it, with what concerns projectors.
  let outer: ConfigurationSection
  let maker: TensorMaker
  /// The hidden size of the language model.
  let textSize: Int

  /// The tensors; `nil` for a tower that is not known.
  /// - Parameter outerType: The `model_type` of the whole, which decides where the section has none.
  func tensors(outerType: String?) throws -> [Tensor]? {
    let own = try section.word("model_type") ?? ""
    switch own.isEmpty ? outerType ?? "" : own {
    case "qwen2_vl", "qwen2_vl_vision": return try qwen2Vision()
    case "qwen2_5_vl", "qwen2_5_vl_vision", "qwen2_5_omni_vision_encoder": return try qwen25Vision()
    case "qwen3_vl", "qwen3_vl_moe", "qwen3_vl_vision", "qwen3_vl_moe_vision", "qwen3_5", "qwen3_5_moe",
      "qwen3_5_vision",
      "qwen3_5_moe_vision", "qwen3_omni_moe_vision_encoder":
      return try qwen3Vision()
    case "glm4v_moe", "glm4v", "glm4v_moe_vision", "glm4v_vision": return try glmVision()
    case "siglip_vision_model": return try siglip()
    case "pixtral": return try pixtral()
    case "llama4_vision_model": return try llama4Vision()
    case "moonvit", "kimi_vl", "kimi_k25", "kimi_k25_vision": return try moonViT()
    case "intern_vit_6b", "internvl_vision", "internvl_chat": return try internViT()
    case "gemma4_vision": return try gemma4Vision()
    default: return nil
    }
  }

  // MARK: - Parts

  func size(_ names: String..., limit: SizeLimit = .width) throws -> Int {
    for name in names { if let value = try section.optionalSize(name, limit: limit) { return value } }
    throw section.missing(names.joined(separator: " or "), expected: "a whole number of 1 or more")
  }

  func size(_ name: String, default fallback: Int, limit: SizeLimit = .width) throws -> Int {
    try section.optionalSize(name, limit: limit) ?? fallback
  }

  func linear(_ name: String, _ outputs: Int, _ inputs: Int, bias: Bool) -> [Tensor] {
    [maker.linear(name, outputs, inputs)] + (bias ? [maker.vector("\(name).bias", outputs)] : [])
  }

  func norm(_ name: String, _ elements: Int, bias: Bool) -> [Tensor] {
    [maker.vector("\(name).weight", elements)] + (bias ? [maker.vector("\(name).bias", elements)] : [])
  }

  /// The first layer, which turns patches into vectors; it is never quantised.
  func patches(_ name: String, _ outputs: Int, frames: Int, bias: Bool) throws -> [Tensor] {
    let side = try size("patch_size", limit: .headSize)
    let channels =
      try section.optionalSize("in_channels", limit: .heads)
      ?? section.optionalSize("in_chans", limit: .heads) ?? section.optionalSize("num_channels", limit: .heads) ?? 3
    return [maker.plainMatrix(name, outputs, channels * frames * side * side)]
      + (bias ? [maker.vector("\(name).bias", outputs)] : [])
  }

  func table(_ name: String, _ rows: Int, _ columns: Int) -> [Tensor] { [maker.vector(name, rows * columns)] }

  func layers(_ count: Int, _ tensors: (Int) -> [Tensor]) -> [Tensor] { (0..<count).flatMap(tensors) }
}
