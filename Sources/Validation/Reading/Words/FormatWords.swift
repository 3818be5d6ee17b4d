import Quantities

/// What files call number formats: names of formats, and quantisation modes of AIConfigurator and of runtimes.
enum FormatWords {
  /// `fp4` alone is NVFP4: the files that say so measured NVIDIA's accelerators with checkpoints of that format.
  private static let words: [(word: String, format: NumberFormat)] = [
    ("fp32", .float32), ("float32", .float32), ("bf16", .bfloat16), ("bfloat16", .bfloat16), ("fp16", .float16),
    ("float16", .float16), ("half", .float16), ("fp8", .float8), ("fp8_block", .float8), ("fp8_ootb", .float8),
    ("fp8_static", .float8), ("fp8_e4m3", .float8), ("fp8_e5m2", .float8), ("int8", .integer8),
    ("int8_wo", .integer8), ("w8a8", .integer8), ("nvfp4", .nvfp4), ("fp4", .nvfp4), ("mxfp4", .mxfp4),
    ("w4a16_mxfp4", .mxfp4), ("w4a8_mxfp4_mxfp8", .mxfp4), ("int4", .integer4), ("int4_wo", .integer4),
    ("w4afp8", .integer4), ("w4a16", .integer4),
  ]

  /// The format that a word means, whatever its case; `nil` for a word that nobody knows.
  static func format(_ word: String) -> NumberFormat? {
    let wanted = word.lowercased()
    return words.first { $0.word == wanted }?.format
  }

  /// Every word, for messages.
  static var known: String { words.map(\.word).joined(separator: ", ") }
}
