import Inputs

/// Which layers attend to a sliding window only.
enum WindowPattern {
  /// The window of each layer; `nil` keeps every token.
  ///
  /// A `sliding_window` alone says little: Qwen has one and turns it off with `use_sliding_window`, Mixtral has null.
  /// Where it is on, `layer_types` says which layers have it; without that list Mistral means all layers, and Qwen
  /// those from `max_window_layers` on.
  static func read(_ text: ConfigurationSection, _ modelType: String, layers: Int) throws -> [Int?] {
    let window = try text.optionalSize("sliding_window", limit: .tokens)
    let isQwen = modelType.hasPrefix("qwen")
    let isOn = try text.flag("use_sliding_window", default: !isQwen)
    let firstWindowed = try text.value("max_window_layers")
    let types = try text.perLayer("layer_types", layers: layers)
    guard isOn, let window else { return Array(repeating: nil, count: layers) }
    if let types { return try types.map { try isSliding($0) ? window : nil } }
    let first = isQwen ? try firstWindowed?.integer(atMost: SizeLimit.layers.rawValue) ?? layers : 0
    return (0..<layers).map { $0 >= first ? window : nil }
  }

  /// Whether an item of `layer_types` means a sliding window.
  /// - Throws: `Diagnostic` "unknown-value" for a type other than sliding and full attention.
  static func isSliding(_ type: InputNode) throws -> Bool {
    switch try type.text() {
    case "sliding_attention": return true
    case "full_attention": return false
    default: throw type.fault("unknown-value", expected: "\"sliding_attention\" or \"full_attention\"")
    }
  }
}
