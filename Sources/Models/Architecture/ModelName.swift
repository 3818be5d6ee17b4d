import Quantities

/// A name of a checkpoint in its parts: what it is a copy of, and the format that its end names.
///
/// Publishers add to a model's name how it was trained further (`-Instruct`, `-0528`) and how it is stored (`-FP8`, `-NVFP4`). Neither
/// changes a layer. Names that differ in more are aliases in the catalogue, where somebody compared the configurations.
private struct ModelName: Hashable {
  /// The name in small letters, without publisher and endings: "llama-3.1-70b".
  let base: String
  /// The format of weights that the name states; `nil` where it states none.
  let format: NumberFormat?

  init(_ name: String) {
    var rest = (name.split(separator: "/").last.map(String.init) ?? name).lowercased().replacing("_", with: ".")
    for publisher in ["meta-", "nvidia-"] where rest.hasPrefix(publisher) { rest.removeFirst(publisher.count) }
    var format: NumberFormat?
    while let (shorter, stated) = Self.shortened(rest) {
      rest = shorter
      format = format ?? stated
    }
    (base, self.format) = (rest, format)
  }

  /// The name without its last ending, and the format which that states; `nil` where it has none.
  private static func shortened(_ name: String) -> (String, NumberFormat?)? {
    for (ending, format) in formats where name.hasSuffix(ending) {
      return (String(name.dropLast(ending.count)), format)
    }
    for ending in trainings where name.hasSuffix(ending) { return (String(name.dropLast(ending.count)), nil) }
    // Of the models with this ending only Qwen's are stored as those without it.
    if name.hasPrefix("qwen"), name.hasSuffix("-thinking") { return (String(name.dropLast("-thinking".count)), nil) }
    let month = name.suffix(5)
    guard month.first == "-", month.count == 5, month.dropFirst().allSatisfy({ $0.isASCII && $0.isNumber }) else {
      return nil
    }
    return (String(name.dropLast(5)), nil)
  }

  /// Endings that say how weights are stored, longer ones before those that they end in.
  private static let formats: [(String, NumberFormat)] = [
    ("-fp8-static-pertensor", .float8), ("-fp8-dynamic", .float8), ("-fp8-block", .float8), ("-fp8-kv", .float8),
    ("-mxfp8", .float8), ("-fp8", .float8), ("-nvfp4-v2", .nvfp4), ("-fp4-v2", .nvfp4), ("-nvfp4", .nvfp4),
    ("-mxfp4", .mxfp4), ("-fp4", .nvfp4), ("-gptq-int4", .integer4), ("-gptq-int8", .integer8),
    ("-awq-4bit", .integer4),
    ("-awq", .integer4), ("-bnb-4bit", .integer4), ("-4bit", .integer4), ("-int4", .integer4),
    ("-quantized.w4a16", .integer4), ("-w4a16", .integer4), ("-int8", .integer8), ("-quantized.w8a8", .integer8),
    ("-quantized.w8a16", .integer8), ("-w8a8", .integer8), ("-w8a16", .integer8), ("-bf16", .bfloat16),
  ]

  /// Endings that say how a model was trained further, or for which library it was written.
  private static let trainings = ["-instruct", "-chat", "-it", "-hf", "-base", "-v0.1"]
}

extension ModelCatalogue {
  /// The entry whose layers a name means that differs from its own in endings alone, and the format that the name states.
  ///
  /// An entry that states the same format comes before one that states none.
  /// - Returns: `nil` where no entry, or more than one, is meant.
  static func entry(alike name: String, among entries: [Entry]) -> (entry: Entry, format: NumberFormat?)? {
    let wanted = ModelName(name)
    func named(_ entry: Entry, _ formats: [NumberFormat?]) -> Bool {
      ([entry.shortName] + entry.aliases).map(ModelName.init).contains {
        $0.base == wanted.base && formats.contains($0.format)
      }
    }
    if let format = wanted.format {
      let same = entries.filter { named($0, [format]) }
      if same.count == 1 { return (same[0], nil) }
    }
    let plain = entries.filter { named($0, [nil, .bfloat16]) }
    return plain.count == 1 ? (plain[0], wanted.format) : nil
  }
}
