import Quantities

/// Which tensors of a checkpoint are stored in which format, decided by their full names.
struct QuantizationScheme {
  /// A format and the modules that have it.
  struct Rule {
    /// `nil` means every linear layer.
    let modules: ModulePatterns?
    let format: WeightFormat
  }

  /// The format of everything that no rule touches.
  let modelFormat: NumberFormat
  /// The first rule that fits decides.
  var rules: [Rule] = []
  /// Modules that stay in the model's format.
  var ignored = ModulePatterns()
  /// For people: "fp8, blocks of 128 × 128".
  var summary: String
  /// The KV-cache format that the checkpoint asks for.
  var cacheFormat: NumberFormat?

  /// The format of a linear layer's weight.
  /// - Parameter module: The full name without ".weight": "model.layers.3.self_attn.o_proj".
  func format(ofModule module: String) -> WeightFormat {
    if !rules.isEmpty, !ignored.match(module) {
      for rule in rules where rule.modules?.match(module) ?? true { return rule.format }
    }
    return WeightFormat(modelFormat)
  }
}
