import Foundation

/// A small seeded generator of noise, so that a failing instance can be made again.
struct NoiseSource {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// Uniform in 0 ..< 1.
  mutating func uniform() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
  }

  /// Normal with mean 0 and variance 1, as a sum of twelve uniforms.
  mutating func normal() -> Double {
    var sum = -6.0
    for _ in 0..<12 { sum += uniform() }
    return sum
  }
}
