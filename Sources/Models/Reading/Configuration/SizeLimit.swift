/// Above these a configuration is a mistake; they also keep every product of sizes within 64 bits.
enum SizeLimit: Int {
  case layers = 1_024
  case draftLayers = 64
  case heads = 4_096
  case headSize = 8_192
  case experts = 16_384
  case width = 131_072
  case innerWidth = 524_288
  case vocabulary = 16_777_216
  case tokens = 67_108_864
}
